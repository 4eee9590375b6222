using System.Diagnostics;

namespace MlNetBatchNorm.Benchmarks.Shapes;

/// <summary>
/// Measures several ways in turn, round by round: whatever else the machine does meanwhile meets all of them, so their ratios hold.
/// </summary>
internal sealed class Rounds(int count)
{
    private const int WarmupRounds = 5;
    private const int Places = 3;

    /// <summary>The first rounds run code that is not optimized yet.</summary>
    private static readonly TimeSpan WarmupTime = TimeSpan.FromMilliseconds(400);

    private readonly List<(string Name, Func<double> Measure)> _ways = [];

    /// <summary>Adds a way that takes in <paramref name="rows"/> rows each time.</summary>
    public void Add(string name, int rows, Action pass) => Add(name, () =>
    {
        long start = Stopwatch.GetTimestamp();
        pass();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / rows;
    });

    /// <summary>Adds a way that measures its own nanoseconds per row.</summary>
    public void Add(string name, Func<double> measure) => _ways.Add((name, measure));

    /// <summary>The median nanoseconds per row of every way, of the medians in several places.</summary>
    public static Dictionary<string, double> RunInSeveralPlaces(Func<Rounds> create)
    {
        IReadOnlyList<Dictionary<string, double[]>> results = MeasureInSeveralPlaces(create);
        return results[0].Keys.ToDictionary(way => way, way => Median([.. results.Select(result => Median(result[way]))]));
    }

    /// <summary>
    /// The nanoseconds per row of every way in every round, in ascending order: three times, and each time everything is made anew, in other memory.
    /// Where rows lie decides which of them a cache holds together, and with that up to a factor of three.
    /// </summary>
    public static IReadOnlyList<Dictionary<string, double[]>> MeasureInSeveralPlaces(Func<Rounds> create)
    {
        // All are kept until the end: memory that is free would be given out again.
        List<Rounds> places = [];
        List<Dictionary<string, double[]>> results = [];
        for (int place = 0; place < Places; place++)
        {
            places.Add(create());
            results.Add(places[place].Measure());
        }

        GC.KeepAlive(places);
        return results;
    }

    /// <summary>The median nanoseconds per row of every way.</summary>
    public Dictionary<string, double> Run() => Measure().ToDictionary(way => way.Key, way => Median(way.Value));

    private Dictionary<string, double[]> Measure()
    {
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < WarmupRounds || Stopwatch.GetElapsedTime(start) < WarmupTime * _ways.Count; round++)
            _ways.ForEach(way => way.Measure());

        List<double>[] times = [.. _ways.Select(_ => new List<double>())];
        for (int round = 0; round < count; round++)
        {
            for (int i = 0; i < times.Length; i++)
                times[i].Add(_ways[i].Measure());
        }

        return _ways.Select((way, i) => (way.Name, Times: times[i])).ToDictionary(result => result.Name, result => result.Times.Order().ToArray());
    }

    private static double Median(double[] times) => times.Order().ElementAt(times.Length / 2);
}
