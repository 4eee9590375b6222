using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MlNetBatchNorm.Benchmarks.Peers;

/// <summary>Peers in C++, compiled for this machine where the compiler and the libraries that they use are installed.</summary>
internal static class NativeLibraries
{
    /// <summary>Compiles and loads a source file beside this class; 0 where that is not possible here, and the compiler says why.</summary>
    /// <param name="source">The name of the file.</param>
    /// <param name="options">What the compiler is told besides, such as libraries.</param>
    public static nint Load(string source, params ReadOnlySpan<string> options)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Peers");
        string library = Path.Combine(folder, Path.ChangeExtension(source, ".so"));
        return Compile(["-O3", "-march=native", "-ffast-math", "-shared", "-fPIC", Path.Combine(folder, source), "-o", library, .. options])
            ? NativeLibrary.Load(library)
            : 0;
    }

    private static bool Compile(IEnumerable<string> arguments)
    {
        try
        {
            using Process process = Process.Start("g++", arguments);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception missing)
        {
            Console.Error.WriteLine(missing.Message);
            return false;
        }
    }
}
