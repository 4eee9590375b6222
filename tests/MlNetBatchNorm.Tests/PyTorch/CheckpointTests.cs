using System.IO.Compression;

namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>State dicts and checkpoints in every form that people have them, from the real PyTorch: see Reference/checkpoints.py.</summary>
public sealed class CheckpointTests
{
    private const string Listed = "checkpoints.json";

    private static readonly Dictionary<string, string> Refused = new()
    {
        ["a whole module"] = "its pickle names torch.nn.modules.container.Sequential, which no state dict of tensors has and which is not loaded",
        ["TorchScript"] = "it is a TorchScript archive (torch.jit.save)",
        ["torch.export (.pt2)"] = "it is a program of torch.export (.pt2)",
    };

    public static IReadOnlyList<Variant> All { get; } = ReferenceFile.Cases<Variant>(Listed, "variants");

    public static TheoryData<string> Read() => [.. All.Select(variant => variant.Name).Where(name => !Refused.ContainsKey(name))];

    public static TheoryData<string, string> NotRead() => [.. Refused.Select(refused => (refused.Key, refused.Value))];

    internal static bool IsRead(Variant variant) => !Refused.ContainsKey(variant.Name);

    [Fact]
    public void Variants_OfTheSafeLoader_AreNinetyEightOfWhichOneIsRefused()
    {
        Variant[] safe = [.. All.Where(variant => variant.Safe)];
        Assert.Equal(98, safe.Length);
        Assert.Equal(["a whole module"], safe.Select(variant => variant.Name).Where(Refused.ContainsKey));
    }

    [Theory]
    [MemberData(nameof(Read))]
    public void LoadStateDict_OfAVariant_GivesTheLayer(string name)
    {
        Variant variant = Find(name);
        using MemoryStream stream = Open(variant);

        BatchNormParameters layer = BatchNormParameters.LoadStateDict(stream, variant.Prefix);
        IReadOnlyDictionary<string, BatchNormParameters> layers = BatchNormParameters.LoadStateDictLayers(stream, out IReadOnlyDictionary<string, string> leftOut);

        SameParameters.Assert(new([3, -4.5f], [0.75f, 6], [1.5f, -0.5f], [0.25f, 0.25f], numBatchesTracked: 7), layer);
        Assert.Equal(layer, layers[variant.Prefix.TrimEnd('.')]);
        Assert.Empty(leftOut);
    }

    [Theory]
    [MemberData(nameof(NotRead))]
    public void LoadStateDict_OfWhatIsNotAStateDict_SaysWhatItIs(string name, string because)
    {
        using MemoryStream stream = Open(Find(name));
        FormatException error = Assert.Throws<FormatException>(() => BatchNormParameters.LoadStateDict(stream));
        Assert.StartsWith($"The state dict cannot be read: {because}. ", error.Message, StringComparison.Ordinal);
    }

    internal static Variant Find(string name) => All.Single(variant => variant.Name == name);

    internal static MemoryStream Open(Variant variant)
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(TorchCase.Folder, "checkpoints.zip"));
        using Stream entry = archive.GetEntry(variant.File)!.Open();
        var content = new MemoryStream();
        entry.CopyTo(content);
        return content;
    }

    /// <param name="File">The file in the archive.</param>
    /// <param name="Name">What it is.</param>
    /// <param name="Prefix">Where the layer is.</param>
    /// <param name="Safe">Whether torch.load(weights_only=True) reads it.</param>
    public sealed record Variant(string File, string Name, string Prefix, bool Safe);
}
