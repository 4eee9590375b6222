using System.Reflection;
using System.Runtime.Loader;
using System.Text;

namespace MlNetBatchNorm.Tests.Registration;

/// <summary>A second copy of this program's assemblies, in which one says that its major version is 7, the first after those that were tried.</summary>
internal sealed class LaterMlNet(string changed) : AssemblyLoadContext(nameof(LaterMlNet))
{
    /// <summary>What is thrown there by one of the ways into the library.</summary>
    public static Exception Fault(string changed, string wayIn)
    {
        Type there = new LaterMlNet(changed).LoadFromAssemblyPath(typeof(WaysIn).Assembly.Location).GetType(typeof(WaysIn).FullName!)!;
        Assert.NotSame(typeof(WaysIn), there);
        return Assert.Throws<TargetInvocationException>(() => there.GetMethod(nameof(WaysIn.Enter))!.Invoke(null, [wayIn])).GetBaseException();
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll");
        if (!File.Exists(path))
            return null;
        return assemblyName.Name == changed ? LoadFromStream(new MemoryStream(OfVersion7(path))) : LoadFromAssemblyPath(path);
    }

    private static byte[] OfVersion7(string path)
    {
        string version = Default.LoadFromAssemblyPath(path).GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        byte[] assembly = File.ReadAllBytes(path);
        assembly[assembly.AsSpan().IndexOf(Encoding.UTF8.GetBytes(version))] = (byte)'7';
        return assembly;
    }
}
