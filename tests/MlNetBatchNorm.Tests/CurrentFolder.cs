namespace MlNetBatchNorm.Tests;

/// <summary>
/// A folder for one test, empty at first, that is the current one while it runs: code that is printed in the documentation names its files
/// without a folder. The current folder is the whole process', so the tests that change it run alone.
/// </summary>
[CollectionDefinition(Tests, DisableParallelization = true)]
public sealed class CurrentFolder : IDisposable
{
    /// <summary>The collection of tests that run in such a folder.</summary>
    public const string Tests = "in a folder of their own";

    private readonly string _before = Environment.CurrentDirectory;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory(nameof(MlNetBatchNorm));

    /// <summary>Makes the folder the current one, with copies of the files of another.</summary>
    public CurrentFolder(string? copyFrom = null)
    {
        foreach (string file in copyFrom is null ? [] : Directory.GetFiles(copyFrom))
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        Environment.CurrentDirectory = _folder.FullName;
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Delete(recursive: true);
    }
}
