using MlNetBatchNorm.Tests.PyTorch;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The code and the table of docs/pytorch-files.md.</summary>
[Collection(CurrentFolder.Tests)]
public sealed class PyTorchFilesSnippets : IDisposable
{
    private readonly CurrentFolder _folder = new(Path.Combine(TorchCase.Folder, "state_dicts"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LoadStateDictLayers_OfCheckpoint_NamesWhatIsLeftOut()
    {
        #region LeftOut
        IReadOnlyDictionary<string, BatchNormParameters> layers = BatchNormParameters.LoadStateDictLayers("checkpoint.pt", out var leftOut,
            epsilonOf: name => name.StartsWith("state_dict.classifier", StringComparison.Ordinal) ? 1e-5f : 1e-3f);
        foreach ((string name, string reason) in leftOut)
            Console.WriteLine($"{name}: {reason}");
        #endregion

        Assert.Equal(1e-3f, layers["state_dict.bn1"].Epsilon);
        Assert.Empty(leftOut);
    }

    [Fact]
    public void Table_HasEveryVariantOfTheTests()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "pytorch-files.md"));
        Assert.Contains($"of {CheckpointTests.All.Count} variants of state dicts", page, StringComparison.Ordinal);
        Assert.All(CheckpointTests.All, variant => Assert.Matches(
            $@"\n\| {System.Text.RegularExpressions.Regex.Escape(variant.Name)} \| {(variant.Safe ? "yes" : "no")}\b.* \| {(CheckpointTests.IsRead(variant) ? "yes" : "no: ")}", page));
    }
}
