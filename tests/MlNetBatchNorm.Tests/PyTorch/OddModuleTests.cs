namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>Sound layers among modules that look like them: see Reference/odd_modules.py.</summary>
public sealed class OddModuleTests
{
    private static readonly Layer[] Sound = ReferenceFile.Cases<Layer>("odd_modules/expected.json", "layers");
    private static readonly Odd[] LeftOut = ReferenceFile.Cases<Odd>("odd_modules/expected.json", "leftOut");

    [Theory]
    [InlineData("odd.pt")]
    [InlineData("odd.safetensors")]
    public void LoadLayers_AmongOddModules_GivesTheSoundOnesAndNamesTheOthers(string file)
    {
        IReadOnlyDictionary<string, BatchNormParameters> layers = Load(file, out IReadOnlyDictionary<string, string> leftOut);

        Assert.Equal(Sound.Select(layer => layer.Name).Order(StringComparer.Ordinal), layers.Keys.Order(StringComparer.Ordinal));
        Assert.All(Sound, layer => SameParameters.Assert(layer.ToParameters(), layers[layer.Name]));
        Assert.Equal(LeftOut.Select(odd => odd.Name).Order(StringComparer.Ordinal), leftOut.Keys.Order(StringComparer.Ordinal));
        Assert.All(LeftOut, odd => Assert.Contains(odd.Because, leftOut[odd.Name], StringComparison.Ordinal));
        Assert.All(leftOut.Values, reason => Assert.EndsWith(".", reason, StringComparison.Ordinal));
    }

    [Fact]
    public void LoadLayers_WithoutAList_GivesTheSameLayers() => Assert.Equal(
        Load("odd.pt", out _), BatchNormParameters.LoadStateDictLayers(PathOf("odd.pt")));

    /// <summary>A layer whose keys have underscores in place of dots is read alone by the prefix that they have.</summary>
    [Fact]
    public void LoadStateDict_OfKeysWithUnderscores_TakesTheirPrefix() => Assert.Equal(
        BatchNormParameters.LoadStateDictLayers(PathOf("odd.pt"))["backbone_layer1_0_bn1"],
        BatchNormParameters.LoadStateDict(PathOf("odd.pt"), "backbone_layer1_0_bn1_"));

    [Theory]
    [InlineData("odd.pt")]
    [InlineData("odd.safetensors")]
    public void LoadLayers_WithEpsilonByName_GivesEachItsOwn(string file)
    {
        using FileStream stream = File.OpenRead(PathOf(file));
        Func<string, float> epsilonOf = name => name == "last" ? 1e-3f : 1e-5f;
        IReadOnlyDictionary<string, BatchNormParameters> layers = file == "odd.pt"
            ? BatchNormParameters.LoadStateDictLayers(stream, out _, epsilonOf)
            : BatchNormParameters.LoadSafetensorsLayers(stream, out _, epsilonOf);

        Assert.Equal(1e-3f, layers["last"].Epsilon);
        Assert.Equal(1e-5f, layers["first"].Epsilon);
    }

    [Fact]
    public void LoadLayers_WithImpossibleEpsilonByName_NamesTheLayer()
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => BatchNormParameters.LoadStateDictLayers(PathOf("odd.pt"), out _, _ => float.NaN));
        Assert.Equal("Epsilon of layer 'first' must be finite and 0 or more, but is NaN. (Parameter 'epsilonOf')", error.Message);
    }

    /// <summary>Two names for one layer: the dots of one were replaced.</summary>
    [Fact]
    public void LoadLayers_OfTwoKeysForOneName_KeepsTheFirstAndNamesTheOther()
    {
        string tensor = TorchZip.Tensor(TorchZip.Storage(4), 0, [4], [1]);
        using var stream = new MemoryStream(TorchZip.Create(TorchZip.Protocol + TorchZip.Dict(
            ("a.running_mean", tensor), ("a.running_var", tensor), ("a_running_mean", tensor), ("a_running_var", tensor)) + TorchZip.Stop, ("net/data/0", TorchZip.Ones)));

        Assert.Equal(["a"], BatchNormParameters.LoadStateDictLayers(stream, out IReadOnlyDictionary<string, string> leftOut).Keys);
        Assert.Equal("another layer has the name 'a' too. Read this one by its prefix, 'a_'.", leftOut["a_"]);
    }

    private static IReadOnlyDictionary<string, BatchNormParameters> Load(string file, out IReadOnlyDictionary<string, string> leftOut) =>
        Path.GetExtension(file) == ".pt"
            ? BatchNormParameters.LoadStateDictLayers(PathOf(file), out leftOut)
            : BatchNormParameters.LoadSafetensorsLayers(PathOf(file), out leftOut);

    private static string PathOf(string file) => Path.Combine(TorchCase.Folder, "odd_modules", file);

    public sealed record Odd(string Name, string Because);

    public sealed record Layer(string Name, long NumBatchesTracked, float[] RunningMean, float[] RunningVariance, float[]? Weight, float[]? Bias)
    {
        public BatchNormParameters ToParameters() => new(RunningMean, RunningVariance,
            Weight ?? (Bias is null ? null : [.. Bias.Select(_ => 1f)]), Bias ?? (Weight is null ? null : new float[Weight.Length]), numBatchesTracked: NumBatchesTracked);
    }
}
