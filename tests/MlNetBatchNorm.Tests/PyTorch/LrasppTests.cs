using System.Runtime.InteropServices;
using System.Text.Json;

namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>A network whose layers differ in epsilon, MobileNet v3 with LRASPP of torchvision: see Reference/lraspp.py.</summary>
public sealed class LrasppTests
{
    private const float OfBackbone = 1e-3f, OfClassifier = 1e-5f;

    private static readonly string Folder = Path.Combine(TorchCase.Folder, "lraspp");

    private static readonly Layer[] Layers = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "expected.json"))).RootElement
        .GetProperty("layers").Deserialize<Layer[]>(JsonSerializerOptions.Web)!;

    [Fact]
    public void LoadStateDictLayers_WithAnEpsilonByName_GivesTheOutputOfEveryLayer()
    {
        IReadOnlyDictionary<string, BatchNormParameters> read = BatchNormParameters.LoadStateDictLayers(
            Path.Combine(Folder, "lraspp.pt"), out IReadOnlyDictionary<string, string> leftOut,
            name => name.StartsWith("classifier.", StringComparison.Ordinal) ? OfClassifier : OfBackbone);

        Assert.Empty(leftOut);
        Assert.Equal(Layers.Select(layer => layer.Name), read.Keys);
        Assert.Equal([OfBackbone, OfClassifier], Layers.Select(layer => (float)layer.Epsilon).Distinct());
        foreach (Layer expected in Layers)
        {
            Assert.Equal((float)expected.Epsilon, read[expected.Name].Epsilon);
            float[] output = MemoryMarshal.Cast<byte, float>(expected.Output).ToArray();
            Close.AssertWithin(output, OutputOf(read[expected.Name]), i => 2e-6 * Math.Max(1, Math.Abs(output[i])));
        }
    }

    private static float[] OutputOf(BatchNormParameters parameters)
    {
        float[] input = [.. Enumerable.Range(0, parameters.NumFeatures).Select(c => ((c % 129) - 64) / 32f)];
        var output = new float[input.Length];
        new BatchNormLayer(parameters) { Training = false }.Forward(input, output, batchSize: 1);
        return output;
    }

    private sealed record Layer(string Name, double Epsilon, byte[] Output);
}
