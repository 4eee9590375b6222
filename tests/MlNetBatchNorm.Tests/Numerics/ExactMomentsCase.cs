using System.Globalization;
using System.Text.Json;

namespace MlNetBatchNorm.Tests.Numerics;

/// <summary>
/// One case of Reference/exact_moments.py: rows, and the correctly rounded mean and variance of all their values. Floating-point numbers are
/// the hexadecimal digits of their bits.
/// </summary>
public sealed record ExactMomentsCase(
    string Name, int Spatial, int Doublings, string[][]? Rows, int[][]? Bytes, string[] Mean64, string[] Variance64, string[] Mean32, string[] Variance32)
{
    private static readonly Lazy<ExactMomentsCase[]> All = new(Read);

    public int Channels => Mean64.Length;

    /// <summary>The rows' values where there is one per channel.</summary>
    public double[][] Values => [.. Rows!.Select(row => row.Where((_, i) => i % 2 == 0).Select(ToDouble).ToArray())];

    public static TheoryData<string> Names() => [.. All.Value.Select(exact => exact.Name)];

    public static TheoryData<string> NamesOf(Func<ExactMomentsCase, bool> condition) => [.. All.Value.Where(condition).Select(exact => exact.Name)];

    public static ExactMomentsCase Load(string name) => All.Value.Single(exact => exact.Name == name);

    public static double ToDouble(string bits) => BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    public static string BitsOf(double value) => BitConverter.DoubleToUInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture);

    public static string BitsOf(float value) => BitConverter.SingleToUInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture);

    private static ExactMomentsCase[] Read()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Numerics", "Reference", "exact_moments.json");
        return JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("cases").Deserialize<ExactMomentsCase[]>(JsonSerializerOptions.Web)!;
    }
}
