namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>All layers of a file that the real PyTorch wrote, at once: see Reference/state_dicts.py.</summary>
public sealed class LayersTests
{
    [Theory]
    [InlineData("many_layers.pt")]
    [InlineData("many_layers.safetensors")]
    public void LoadLayers_OfManyLayers_GivesEachByItsName(string file)
    {
        IReadOnlyDictionary<string, BatchNormParameters> layers = Load(file);

        Assert.Equal(Enumerable.Range(0, 14).Select(i => $"{i}").Order(StringComparer.Ordinal), layers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(TorchFiles.Load(file, "13."), layers["13"]);
    }

    [Fact]
    public void LoadLayers_OfACheckpoint_NamesTheDictsToo()
    {
        IReadOnlyDictionary<string, BatchNormParameters> layers = Load("checkpoint.pt");

        Assert.Equal(["state_dict.bn1", "state_dict.layer1.1"], layers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(TorchFiles.Load("checkpoint.pt", "state_dict.bn1."), layers["state_dict.bn1"]);
    }

    [Fact]
    public void LoadLayers_OfOneLayer_NamesItEmpty()
    {
        string path = Path.GetTempFileName();
        var parameters = new BatchNormParameters([1], [2], [3], [4]);
        parameters.SaveSafetensors(path);

        Assert.Equal([new("", parameters)], BatchNormParameters.LoadSafetensorsLayers(path));
        Assert.Equal(1e-3f, BatchNormParameters.LoadSafetensorsLayers(path, 1e-3f)[""].Epsilon);
        File.Delete(path);
    }

    [Fact]
    public void LoadLayers_OfNoTensors_IsEmpty()
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, [2, 0, 0, 0, 0, 0, 0, 0, .. "{}"u8]);

        Assert.Empty(BatchNormParameters.LoadSafetensorsLayers(path));
        File.Delete(path);
    }

    private static IReadOnlyDictionary<string, BatchNormParameters> Load(string file) => Path.GetExtension(file) == ".pt"
        ? BatchNormParameters.LoadStateDictLayers(TorchFiles.PathOf(file))
        : BatchNormParameters.LoadSafetensorsLayers(TorchFiles.PathOf(file));
}
