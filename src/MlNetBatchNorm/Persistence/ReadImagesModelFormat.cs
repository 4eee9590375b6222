using Microsoft.ML;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Persistence;

/// <summary>
/// The block that a transformer that reads images writes into ML.NET's model container: a checksummed block (see <see cref="ChecksummedBlock"/>).
/// All numbers are little-endian; a string is its length in bytes (int32) and UTF-8. The body:
/// <code>
/// string     output column name
/// string     input column name
/// string     the folder that paths are relative to; empty if there is none
/// int32      width, and
/// int32      height of the images; 0 and 0 if they keep their own
/// int32      length of the shorter side that they are resized to before they are cropped; 0 if they are not
/// byte       interpolation: 0 bilinear, 1 bicubic, 2 Lanczos, 3 nearest
/// byte       decoding: 0 full, 1 scaled
/// byte       alpha: 0 dropped, 1 over black, 2 over white
/// byte       1 if EXIF's orientation is applied
/// int64      most pixels of a file, at least 1
/// </code>
/// Versions: 0x00010001.
/// </summary>
internal static class ReadImagesModelFormat
{
    /// <summary>The name in lists of components.</summary>
    public const string UserName = "Image Reading";

    /// <summary>The name in model files; at most 24 characters.</summary>
    public const string LoaderSignature = "MlNetBatchNormReadImages";

    private static readonly VersionInfo Version = new(
        modelSignature: "READIMGS",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        // Without a version, as in BatchNormModelHeader.
        loaderAssemblyName: typeof(ReadImagesModelFormat).Assembly.GetName().Name!);

    /// <summary>Writes the column.</summary>
    public static void Write(ModelSaveContext context, ReadColumn column)
    {
        context.CheckAtModel();
        context.SetVersionInfo(Version);
        Write(context.Writer, column);
    }

    /// <summary>Reads the column. Nothing larger than the block itself is allocated on its word.</summary>
    /// <exception cref="FormatException">The model is another one, of a version that this build does not read, cut, or changed.</exception>
    public static ReadColumn Read(ModelLoadContext context)
    {
        context.CheckAtModel(Version);
        return Read(context.Reader);
    }

    /// <summary>Writes the block.</summary>
    internal static void Write(BinaryWriter writer, ReadColumn column) => ChecksummedBlock.Write(writer, body => WriteBody(body, column));

    /// <summary>Reads the block.</summary>
    /// <exception cref="FormatException">It is cut, or changed.</exception>
    internal static ReadColumn Read(BinaryReader reader) => ReadBody(new BlockReader(ChecksummedBlock.Read(reader, Damaged), Damaged));

    private static void WriteBody(BinaryWriter body, ReadColumn column)
    {
        ColumnFormat.WriteString(body, column.OutputColumnName);
        ColumnFormat.WriteString(body, column.InputColumnName);
        ColumnFormat.WriteString(body, column.ImageFolder ?? "");
        ImageReading reading = column.Reading;
        body.Write(reading.Width ?? 0);
        body.Write(reading.Height ?? 0);
        body.Write(reading.ShortSide ?? 0);
        body.Write((byte)reading.Interpolation);
        body.Write((byte)reading.Decoding);
        body.Write((byte)reading.Alpha);
        body.Write(reading.ApplyOrientation);
        body.Write(reading.MaxPixels);
    }

    private static ReadColumn ReadBody(BlockReader body)
    {
        string output = body.ReadString("output column name");
        string input = body.ReadString("input column name");
        string folder = body.ReadString("folder", minLength: 0);
        ImageReading reading = ReadSize(ref body) with
        {
            Interpolation = (ImageInterpolation)body.ReadByte("interpolation", 0, (byte)ImageInterpolation.Nearest),
            Decoding = (ImageDecoding)body.ReadByte("decoding", 0, (byte)ImageDecoding.Scaled),
            Alpha = (ImageAlpha)body.ReadByte("alpha", 0, (byte)ImageAlpha.OverWhite),
            ApplyOrientation = body.ReadByte("orientation", 0, 1) != 0,
        };
        long maxPixels = body.ReadInt64();
        body.Require(maxPixels >= 1, $"most pixels {maxPixels} is less than 1");
        body.RequireEnd();
        return new ReadColumn(output, input, reading with { MaxPixels = maxPixels }, folder.Length > 0 ? folder : null);
    }

    private static ImageReading ReadSize(ref BlockReader body)
    {
        int width = body.ReadInt32("width", 0, ImageReading.LargestLength);
        int height = body.ReadInt32("height", 0, ImageReading.LargestLength);
        int shortSide = body.ReadInt32("shorter side", 0, ImageReading.LargestLength);
        bool isSized = width > 0 && height > 0;
        body.Require(isSized || (width, height, shortSide) == (0, 0, 0), $"width {width}, height {height} and shorter side {shortSide} do not go together");
        return !isSized ? ImageReading.OwnSize
            : shortSide > 0 ? ImageReading.ResizeAndCrop(shortSide, width, height)
            : ImageReading.Stretch(width, height);
    }

    private static Exception Damaged(string fault) =>
        Errors.Model($"The model's reading of images cannot be read: {fault}. Save the model again, or fetch an undamaged copy.");
}
