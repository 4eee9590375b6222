namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>One case of Reference/generate_normalize.py: pixels from 0 to 255, and what torchvision's Normalize makes of them.</summary>
public sealed record NormalizeCase(
    string Name, int[] Dimensions, string Layout, double[] Mean, double[] Std, double PixelScale, float[][] Rows, float[][] Output)
{
    private static readonly Lazy<NormalizeCase[]> All = new(() => ReferenceFile.Cases<NormalizeCase>("normalize.json"));

    /// <summary>The mean in pixels, the division by the pixel scale folded in.</summary>
    public float[] PixelMean => [.. Mean.Select(value => (float)(value * PixelScale))];

    /// <summary>The standard deviation in pixels.</summary>
    public float[] PixelStd => [.. Std.Select(value => (float)(value * PixelScale))];

    public static TheoryData<string> Names() => [.. All.Value.Select(normalize => normalize.Name)];

    public static NormalizeCase Load(string name) => All.Value.Single(normalize => normalize.Name == name);

    /// <summary>The values of a row with the channel last.</summary>
    public T[] ChannelsLast<T>(T[] row)
    {
        int positions = row.Length / Dimensions[0];
        return [.. Enumerable.Range(0, row.Length).Select(i => row[(i % Dimensions[0] * positions) + (i / Dimensions[0])])];
    }
}
