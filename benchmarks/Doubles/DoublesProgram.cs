namespace MlNetBatchNorm.Benchmarks.Doubles;

/// <summary>Measures columns of doubles, and missing values, and writes the page of results.</summary>
internal static class DoublesProgram
{
    private const int Rounds = 15;

    /// <param name="folder">Where the page is saved.</param>
    /// <param name="arguments">The folder of another build to compare with, and of its ML.NET, and what to call it. Without them, the page is not saved.</param>
    public static void Run(string folder, string[] arguments)
    {
        OtherBuild? other = arguments is [var build, _] ? new OtherBuild(build) : null;
        var results = new List<DoublesResult>();
        foreach (DoublesCase measured in DoublesCase.All)
        {
            Console.Error.WriteLine(measured);
            results.Add(DoublesResult.Measure(measured, Rounds, other));
        }

        string page = DoublesTables.Write(results, arguments.ElementAtOrDefault(1) ?? "no other build");
        Console.WriteLine(page);
        if (other is not null)
            File.WriteAllText(Path.Combine(folder, "doubles.md"), page);
    }
}
