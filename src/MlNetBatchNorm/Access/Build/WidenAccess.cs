using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

// Copies an assembly with its internal types and members made visible, for the compiler to see: WidenAccess <input.dll> <output.dll>.
// Only the visibility bits of the metadata tables change (ECMA-335 II.22.15, II.22.26, II.22.37); private stays private.
byte[] image = File.ReadAllBytes(args[0]);
using (var file = new PEReader(new MemoryStream(image)))
{
    MetadataReader metadata = file.GetMetadataReader();
    int start = file.PEHeaders.MetadataStartOffset;

    foreach (int row in Rows(TableIndex.TypeDef, flagsOffset: 0))
        Widen(row, (int)TypeAttributes.VisibilityMask, visibility => (TypeAttributes)visibility switch
        {
            TypeAttributes.NotPublic => (int)TypeAttributes.Public,
            TypeAttributes.NestedAssembly or TypeAttributes.NestedFamORAssem => (int)TypeAttributes.NestedPublic,
            TypeAttributes.NestedFamANDAssem => (int)TypeAttributes.NestedFamily,
            _ => visibility,
        });

    // Fields and methods number their visibilities alike.
    foreach (int row in Rows(TableIndex.Field, flagsOffset: 0).Concat(Rows(TableIndex.MethodDef, flagsOffset: 6)))
        Widen(row, (int)MethodAttributes.MemberAccessMask, visibility => (MethodAttributes)visibility switch
        {
            MethodAttributes.Assembly => (int)MethodAttributes.Public,
            MethodAttributes.FamANDAssem => (int)MethodAttributes.Family,
            _ => visibility,
        });

    IEnumerable<int> Rows(TableIndex table, int flagsOffset) => Enumerable.Range(0, metadata.GetTableRowCount(table))
        .Select(row => start + metadata.GetTableMetadataOffset(table) + (row * metadata.GetTableRowSize(table)) + flagsOffset);
}

Directory.CreateDirectory(Path.GetDirectoryName(args[1])!);
File.WriteAllBytes(args[1], image);

void Widen(int offset, int mask, Func<int, int> wider)
{
    Span<byte> flags = image.AsSpan(offset, sizeof(ushort));
    ushort value = BinaryPrimitives.ReadUInt16LittleEndian(flags);
    BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)((value & ~mask) | wider(value & mask)));
}
