using MlNetBatchNorm.Benchmarks.Peers;

namespace MlNetBatchNorm.Benchmarks.Shapes;

/// <summary>Measures every shape and writes the page of results.</summary>
internal static class ShapesProgram
{
    private const int Rounds = 21;

    /// <summary>Measures the shapes whose names contain <paramref name="filter"/>; the page is saved only if that is all of them.</summary>
    public static void Run(string folder, string filter)
    {
        using PyTorchShapes? torch = PyTorchShapes.Start();
        var results = new List<ShapeResult>();
        foreach (ShapeCase shape in ShapeCase.All.Where(shape => shape.ToString().Contains(filter, StringComparison.Ordinal)))
        {
            Console.Error.WriteLine(shape);
            results.Add(ShapeMeasurement.Run(shape, Rounds, torch));
        }

        string page = ShapeTables.Write(results, FeaturesPrediction.Run(Rounds), torch?.Version);
        Console.WriteLine(page);
        if (filter.Length == 0)
            File.WriteAllText(Path.Combine(folder, "shapes.md"), page);
    }
}
