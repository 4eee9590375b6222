namespace MlNetBatchNorm.Tests;

/// <summary>Finds what lies in the repository but not beside the tests.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MlNet.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException($"MlNet.sln lies in no folder above {AppContext.BaseDirectory}.");
    }
}
