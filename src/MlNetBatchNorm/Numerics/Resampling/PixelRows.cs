namespace MlNetBatchNorm.Numerics.Resampling;

/// <summary>Memory of rows of pixels of four bytes. Kernels read and write whole vectors, so rows may be longer than their pixels.</summary>
internal static class PixelRows
{
    /// <summary>Pixels at the end of memory that may be read, and written over, without meaning.</summary>
    public const int Slack = 8;

    /// <summary>The bytes from one row to the next, so that no vector goes beyond them.</summary>
    public static int Stride(int width) => checked((width + Slack - 1) / Slack * Slack * PixelByte.Size);

    /// <summary>The bytes of so many rows, and of what is read past their end.</summary>
    public static long Bytes(int stride, int rows) => ((long)stride * rows) + (Slack * PixelByte.Size);
}
