namespace MlNetBatchNorm.Benchmarks.Doubles;

/// <summary>A column of features to measure.</summary>
internal sealed record DoublesCase(bool OfDoubles, int Width)
{
    private const int ValuesPerPass = 1 << 20;

    public static IReadOnlyList<DoublesCase> All { get; } = [new(true, 64), new(true, 2048), new(false, 64), new(false, 2048)];

    public int Rows => RowsOf(Width);

    public static int RowsOf(int width) => ValuesPerPass / width;

    /// <summary>What any build of the library has. Another build, which has a type of its own of this name, is called here by reflection.</summary>
    public static List<(string Name, Action Pass)> CommonWays(bool ofDoubles, int width) => ofDoubles
        ? [.. Doubles(width).Common()]
        : [.. Singles(width).Common()];

    /// <summary>The stock normalizer, and values that are missing.</summary>
    public List<(string Name, Action Pass)> OtherWays() => OfDoubles ? [.. Doubles(Width).Others()] : [.. Singles(Width).Others()];

    public override string ToString() => $"{(OfDoubles ? "double" : "float")}, {Width} features";

    private static FeatureColumn<double> Doubles(int width) => new(width, value => value);

    private static FeatureColumn<float> Singles(int width) => new(width, value => (float)value);
}
