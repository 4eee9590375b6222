namespace MlNetBatchNorm.Arguments;

/// <summary>Recognizes an ONNX model by the fields of its outermost message (onnx/onnx.proto3, ModelProto); nothing in them is read.</summary>
internal static class ProtocolBuffer
{
    private const ulong IrVersion = 1;
    private const ulong Graph = 7;
    private const ulong Last = 26;
    private const int MaxFields = 10_000;

    public static bool IsOnnxModel(Stream stream)
    {
        stream.Position = 0;
        bool version = false;
        bool graph = false;
        for (int fields = 0; stream.Position < stream.Length && fields < MaxFields; fields++)
        {
            if (ReadVarint(stream) is not { } tag || tag >> 3 is 0 or > Last)
                return false;
            version |= tag >> 3 == IrVersion;
            graph |= tag >> 3 == Graph;
            if (!Skip(stream, (int)(tag & 7)))
                return false;
        }

        return version && graph;
    }

    private static bool Skip(Stream stream, int wireType)
    {
        ulong? length = wireType switch
        {
            0 => ReadVarint(stream) * 0,
            1 => sizeof(ulong),
            2 => ReadVarint(stream),
            5 => sizeof(uint),
            _ => null,
        };
        if (length is null || length > (ulong)(stream.Length - stream.Position))
            return false;
        stream.Position += (long)length;
        return true;
    }

    private static ulong? ReadVarint(Stream stream)
    {
        const int longest = 64;
        ulong value = 0;
        for (int shift = 0; shift < longest; shift += 7)
        {
            int read = stream.ReadByte();
            if (read < 0)
                return null;
            value |= (ulong)(read & 0x7f) << shift;
            if (read < 0x80)
                return value;
        }

        return null;
    }
}
