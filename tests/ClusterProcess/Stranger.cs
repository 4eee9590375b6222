namespace ClusterProcess;

/// <summary>What a program finds that doesn't have the library.</summary>
internal static class Stranger
{
    public static Type Resolve(string name) => name.Contains("MlNetBatchNorm.Cluster", StringComparison.Ordinal)
        ? throw new FileNotFoundException("Could not load file or assembly 'MlNetBatchNorm.Hangfire'. The system cannot find the file specified.")
        : Type.GetType(name, throwOnError: true)!;
}
