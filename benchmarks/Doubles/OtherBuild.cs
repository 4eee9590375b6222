using System.Reflection;
using System.Runtime.Loader;

namespace MlNetBatchNorm.Benchmarks.Doubles;

/// <summary>
/// Another build of the library beside this one, in the same process. It is loaded with the ML.NET in its folder, and with these benchmarks once more, which then call it.
/// </summary>
internal sealed class OtherBuild(string folder) : AssemblyLoadContext("other build")
{
    public List<(string Name, Action Pass)> CommonWays(DoublesCase measured)
    {
        MethodInfo ways = LoadFromAssemblyPath(typeof(DoublesCase).Assembly.Location).GetType(typeof(DoublesCase).FullName!, throwOnError: true)!
            .GetMethod(nameof(DoublesCase.CommonWays), BindingFlags.Static | BindingFlags.Public)!;
        return (List<(string, Action)>)ways.Invoke(null, [measured.OfDoubles, measured.Width])!;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(Path.GetFullPath(folder), $"{assemblyName.Name}.dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
