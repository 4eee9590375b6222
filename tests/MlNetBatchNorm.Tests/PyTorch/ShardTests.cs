namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>A model in several files, as Hugging Face's library writes it: see Reference/shards.py.</summary>
public sealed class ShardTests : IDisposable
{
    private const string Index = "model.safetensors.index.json";
    private const string Remedy = "Put the model's index, such as model.safetensors.index.json, beside the shards, and give its path or a shard's.";

    private static readonly Layer[] Layers = ReferenceFile.Cases<Layer>("shards/expected.json");
    internal static readonly string Folder = Path.Combine(TorchCase.Folder, "shards");

    private readonly string _copy = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    [Theory]
    [InlineData(Index)]
    [InlineData("model-00001-of-00003.safetensors")]
    [InlineData("model-00002-of-00003.safetensors")]
    public void LoadSafetensors_OfAModelInSeveralFiles_ReadsEachLayerFromItsShards(string file)
    {
        string path = Path.Combine(Folder, file);

        Assert.All(Layers, layer => SameParameters.Assert(layer.ToParameters(), BatchNormParameters.LoadSafetensors(path, layer.Prefix)));
        IReadOnlyDictionary<string, BatchNormParameters> layers = BatchNormParameters.LoadSafetensorsLayers(path, out IReadOnlyDictionary<string, string> leftOut);
        Assert.Equal(["bn1", "bn2", "bn3", "bn4"], layers.Keys);
        Assert.All(Layers, layer => SameParameters.Assert(layer.ToParameters(), layers[layer.Prefix.TrimEnd('.')]));
        Assert.Empty(leftOut);
        Assert.Equal(layers, BatchNormParameters.LoadSafetensorsLayers(path));
    }

    [Theory]
    [InlineData("pytorch_model.bin.index.json")]
    [InlineData("pytorch_model-00002-of-00003.bin")]
    public void LoadStateDict_OfAModelInSeveralFiles_ReadsEachLayerFromItsShards(string file)
    {
        string path = Path.Combine(Folder, "pickled", file);

        Assert.All(Layers, layer => SameParameters.Assert(layer.ToParameters(), BatchNormParameters.LoadStateDict(path, layer.Prefix)));
        Assert.Equal(["bn1", "bn2", "bn3", "bn4"], BatchNormParameters.LoadStateDictLayers(path).Keys);
    }

    /// <summary>Without the index nobody knows whether what a layer lacks is in another file: bn2's weight is, bn3 has none.</summary>
    [Fact]
    public void LoadSafetensors_OfAShardWithoutItsIndex_ReadsOnlyLayersThatAreAllInIt()
    {
        string first = Copy("model-00001-of-00003.safetensors");
        string second = Copy("model-00002-of-00003.safetensors");

        SameParameters.Assert(Layers[0].ToParameters(), BatchNormParameters.LoadSafetensors(first, "bn1."));
        Assert.Equal(["bn1"], BatchNormParameters.LoadSafetensorsLayers(first).Keys);
        Assert.Empty(BatchNormParameters.LoadSafetensorsLayers(second, out IReadOnlyDictionary<string, string> leftOut));
        Assert.Equal(["bn2", "bn3"], leftOut.Keys);
        Assert.Equal("'bn2.weight' is not in it, and it is one of several shards, of which another may have it.", leftOut["bn2"]);
        FormatException error = Assert.Throws<FormatException>(() => BatchNormParameters.LoadSafetensors(second, "bn2."));
        Assert.Equal(
            $"The safetensors file cannot be read: 'bn2.weight' is not in it, and it is one of several shards, of which another may have it. {Remedy}", error.Message);
        using FileStream stream = File.OpenRead(second);
        Assert.Equal(error.Message, Assert.Throws<FormatException>(() => BatchNormParameters.LoadSafetensors(stream, "bn2.")).Message);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("model-00001-of-00001.safetensors")]
    public void LoadSafetensors_OfTheOnlyFile_TakesWhatItLacksAsAbsent(string name)
    {
        string path = Path.Combine(_copy, name);
        new BatchNormParameters([1], [2]).SaveSafetensors(path, "bn.");

        Assert.Null(BatchNormParameters.LoadSafetensors(path, "bn.").Weight);
    }

    [Fact]
    public void LoadSafetensors_WithoutAShard_NamesIt()
    {
        string index = Copy(Index);
        Copy("model-00001-of-00003.safetensors");

        SameParameters.Assert(Layers[0].ToParameters(), BatchNormParameters.LoadSafetensors(index, "bn1."));
        FormatException error = Assert.Throws<FormatException>(() => BatchNormParameters.LoadSafetensors(index, "bn4."));
        Assert.Contains("its index names the shard 'model-00003-of-00003.safetensors', which is not beside it", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "is not the JSON that it must be")]
    [InlineData("[]", "is not an index of shards: it has no weight_map")]
    [InlineData("""{"weight_map":[]}""", "is not an index of shards: it has no weight_map")]
    [InlineData("""{"weight_map":{"a":"../a.safetensors"}}""", "its index has 'a' in '../a.safetensors', which is not the name of a file beside it")]
    [InlineData("""{"weight_map":{"a":"/etc/passwd"}}""", "its index has 'a' in '/etc/passwd', which is not the name of a file beside it")]
    [InlineData("""{"weight_map":{"a":".."}}""", "its index has 'a' in '..', which is not the name of a file beside it")]
    [InlineData("""{"weight_map":{"a":"c:a"}}""", "its index has 'a' in 'c:a', which is not the name of a file beside it")]
    [InlineData("""{"weight_map":{"a":""}}""", "its index has 'a' in '', which is not the name of a file beside it")]
    [InlineData("""{"weight_map":{"a":1}}""", "its index has 'a' in '1', which is not the name of a file beside it")]
    [InlineData("""{"weight_map":{"running_mean":"b.safetensors"}}""", "its index names the shard 'b.safetensors', which is not beside it")]
    [InlineData("""{"weight_map":{"running_mean":"own.safetensors"}}""", "its index says that 'running_mean' is in 'own.safetensors', which does not have it")]
    public void LoadSafetensors_OfImpossibleIndex_SaysWhatIsWrong(string json, string because)
    {
        string index = Path.Combine(_copy, Index);
        File.WriteAllText(index, json);
        new BatchNormParameters([1], [2]).SaveSafetensors(Path.Combine(_copy, "own.safetensors"), "bn.");

        FormatException error = Assert.Throws<FormatException>(() => BatchNormParameters.LoadSafetensors(index));
        Assert.Contains(because, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("The safetensors file cannot be read: ", error.Message, StringComparison.Ordinal);
    }

    private string Copy(string name)
    {
        string path = Path.Combine(_copy, name);
        File.Copy(Path.Combine(Folder, name), path);
        return path;
    }

    public sealed record Layer(string Prefix, long NumBatchesTracked, float[] RunningMean, float[] RunningVariance, float[]? Weight, float[]? Bias)
    {
        public BatchNormParameters ToParameters() => new(RunningMean, RunningVariance, Weight, Bias, numBatchesTracked: NumBatchesTracked);
    }
}
