using System.Reflection;
using System.Runtime.Loader;

namespace MlNetBatchNorm.Tests.Stock;

/// <summary>A second copy of this program's assemblies, in which the library is not installed.</summary>
internal sealed class WithoutLibrary() : AssemblyLoadContext(nameof(WithoutLibrary))
{
    private static readonly string Library = typeof(BatchNormTransformer).Assembly.GetName().Name!;

    /// <summary>Reads the model at <paramref name="modelPath"/> there and gives its output.</summary>
    /// <exception cref="TargetInvocationException">What is thrown there.</exception>
    public float[][] Apply(string modelPath, float[][] rows, int[] dimensions, string output)
    {
        Type there = LoadFromAssemblyPath(typeof(StockModel).Assembly.Location).GetType(typeof(StockModel).FullName!)!;
        Assert.NotSame(typeof(StockModel), there);
        var result = (float[][])there.GetMethod(nameof(StockModel.Apply))!.Invoke(null, [modelPath, rows, dimensions, output])!;
        Assert.DoesNotContain(Assemblies, assembly => assembly.GetName().Name == Library);
        return result;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == Library)
            throw new FileNotFoundException("The library is not installed.", assemblyName.Name);
        string path = Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
