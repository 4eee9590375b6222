using System.Xml.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The examples of the API's documentation: each is the region here of its name, and prints what it says at its end.</summary>
[Collection(CurrentFolder.Tests)]
public sealed class ApiExampleTests : IDisposable
{
    private readonly CurrentFolder _folder = new();

    public static TheoryData<string> Names() => [.. Examples.Keys];

    private static Dictionary<string, (string Member, Action Run)> Examples { get; } = new()
    {
        [nameof(NormalizeBatchExample)] = ("M:Microsoft.ML.BatchNormCatalog.NormalizeBatch(Microsoft.ML.TransformsCatalog,System.String,System.String,System.Int32,", NormalizeBatchExample),
        [nameof(NormalizeChannelsExample)] = ("M:Microsoft.ML.BatchNormCatalog.NormalizeChannels(Microsoft.ML.TransformsCatalog,System.String,System.String,System.Collections", NormalizeChannelsExample),
        [nameof(AdaptOnnxModelExample)] = ("M:Microsoft.ML.OnnxAdaptationCatalog.AdaptOnnxModel(", AdaptOnnxModelExample),
        [nameof(BatchNormLayerExample)] = ("T:MlNetBatchNorm.BatchNormLayer", BatchNormLayerExample),
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Example_IsTheCodeThatRuns(string name) => Assert.Equal(SnippetTests.Regions()[name], TextOf(Examples[name].Member));

    [Theory]
    [MemberData(nameof(Names))]
    public void Example_PrintsWhatItSays(string name)
    {
        string example = TextOf(Examples[name].Member);
        string promised = example[(example.IndexOf(Output, StringComparison.Ordinal) + Output.Length)..].Replace("// ", "", StringComparison.Ordinal);
        TextWriter console = Console.Out;
        var printed = new StringWriter { NewLine = "\n" };
        Console.SetOut(printed);
        try
        {
            Examples[name].Run();
        }
        finally
        {
            Console.SetOut(console);
        }

        Assert.Equal(promised, printed.ToString().TrimEnd());
    }

    /// <summary>Every member that the documentation is asked for in such a form has it.</summary>
    [Fact]
    public void Examples_AreThoseOfTheDocumentation() => Assert.Equal(
        Examples.Values.Select(example => example.Member).Order(StringComparer.Ordinal),
        ApiReference.Documentation.Where(member => member.Value.Element("example") is not null)
            .Select(member => Examples.Values.Select(example => example.Member).FirstOrDefault(member.Key.StartsWith) ?? member.Key).Order(StringComparer.Ordinal));

    private const string Output = "/" + "/ Output:\n";

    private static string TextOf(string member)
    {
        XElement documentation = ApiReference.Documentation.Single(entry => entry.Key.StartsWith(member, StringComparison.Ordinal) && entry.Value.Element("example") is not null).Value;
        return DocumentationText.CodeOf(documentation.Element("example")!.Element("code")!);
    }

    private static void NormalizeBatchExample()
    {
        #region NormalizeBatchExample
        var mlContext = new MLContext();
        IDataView rows = mlContext.Data.LoadFromEnumerable(new[]
        {
            new { Area = 62f, Rooms = 3f },
            new { Area = 64f, Rooms = 1f },
            new { Area = 66f, Rooms = 2f },
        });
        var pipeline = mlContext.Transforms.Concatenate("Features", "Area", "Rooms")
            .Append(mlContext.Transforms.NormalizeBatch("Normalized", "Features", epsilon: 0, statistics: BatchNormStatistics.Exact));

        // The means are 64 and 2, the standard deviations 2 and 1.
        IDataView normalized = pipeline.Fit(rows).Transform(rows);
        foreach (float[] row in normalized.GetColumn<float[]>("Normalized"))
            Console.WriteLine($"{row[0],2} {row[1],2}");

        // Output:
        // -1  1
        //  0 -1
        //  1  0
        #endregion
    }

    private static void NormalizeChannelsExample()
    {
        #region NormalizeChannelsExample
        var mlContext = new MLContext();
        IDataView rows = mlContext.Data.LoadFromEnumerable(new[]
        {
            new { Red = 0f, Green = 128f, Blue = 192f },
            new { Red = 128f, Green = 192f, Blue = 0f },
            new { Red = 192f, Green = 0f, Blue = 128f },
        });
        var pipeline = mlContext.Transforms.Concatenate("Pixel", "Red", "Green", "Blue")
            .Append(mlContext.Transforms.NormalizeChannels("input", "Pixel", mean: [128, 128, 128], standardDeviation: [64, 64, 64]));

        IDataView normalized = pipeline.Fit(rows).Transform(rows);
        foreach (float[] row in normalized.GetColumn<float[]>("input"))
            Console.WriteLine($"{row[0],2} {row[1],2} {row[2],2}");

        // Output:
        // -2  0  1
        //  0  1 -2
        //  1 -2  0
        #endregion
    }

    private static void AdaptOnnxModelExample()
    {
        #region AdaptOnnxModelExample
        var mlContext = new MLContext();
        IDataView rows = mlContext.Data.LoadFromEnumerable(new[]
        {
            new { Area = 62f, Rooms = 3f },
            new { Area = 64f, Rooms = 1f },
            new { Area = 66f, Rooms = 2f },
        });
        rows = mlContext.Transforms.Concatenate("input", "Area", "Rooms").Fit(rows).Transform(rows);

        // A model of one layer, which still has the statistics of other data: means of 0 and variances of 1.
        var other = new BatchNormParameters(runningMean: [0, 0], runningVariance: [1, 1], epsilon: 0);
        mlContext.Transforms.NormalizeBatch("output", "input", other).Fit(rows).SaveAsOnnx("model.onnx");

        using OnnxTransformer adapted = mlContext.Transforms.AdaptOnnxModel("output", "input", "model.onnx").Fit(rows);
        foreach (float[] row in adapted.Transform(rows).GetColumn<float[]>("output"))
            Console.WriteLine($"{row[0],2} {row[1],2}");

        // Output:
        // -1  1
        //  0 -1
        //  1  0
        #endregion
    }

    private static void BatchNormLayerExample()
    {
        #region BatchNormLayerExample
        // Three rows of two features, which vary around 2 and 20.
        float[] input = [1, 10, 2, 30, 3, 20];
        var layer = new BatchNormLayer(numFeatures: 2);
        var output = new float[input.Length];
        layer.Forward(input, output, batchSize: 3);
        for (int row = 0; row < 3; row++)
            Console.WriteLine(FormattableString.Invariant($"{output[2 * row],5:0.00} {output[(2 * row) + 1],5:0.00}"));

        // The gradients of a loss of half the squared outputs, whose derivative is the output itself.
        layer.Backward(input, outputGradient: output, inputGradient: new float[input.Length]);
        for (int c = 0; c < 2; c++)
            layer.Weight[c] -= 0.1f * layer.WeightGradient[c];
        Console.WriteLine(FormattableString.Invariant($"{layer.Weight[0]:0.00} {layer.Weight[1]:0.00}"));

        // Output:
        // -1.22 -1.22
        //  0.00  1.22
        //  1.22  0.00
        // 0.70 0.70
        #endregion
    }
}
