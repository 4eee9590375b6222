using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.ML;

namespace MlNetBatchNorm.Tool.Tests;

/// <summary>The lines that the tool prints to be pasted into code, as a user has them after pasting.</summary>
internal static partial class PrintedLine
{
    /// <summary>What the line of C# makes, compiled in a file that uses no more than the two namespaces.</summary>
    public static IEstimator<ITransformer> Compile(string output, MLContext mlContext)
    {
        string line = output.Split('\n').Single(line => line.TrimStart().StartsWith(".NormalizeChannels", StringComparison.Ordinal));
        SyntaxTree source = CSharpSyntaxTree.ParseText(
            $$"""
            using Microsoft.ML;
            using MlNetBatchNorm;
            public static class Pasted
            {
                public static IEstimator<ITransformer> Make(MLContext mlContext) => mlContext.Transforms
                {{line}};
            }
            """);
        string[] assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create($"Pasted{Guid.NewGuid():N}", [source],
            assemblies.Select(path => MetadataReference.CreateFromFile(path)), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics));
        assembly.Position = 0;
        MethodInfo make = AssemblyLoadContext.Default.LoadFromStream(assembly).GetType("Pasted")!.GetMethod("Make")!;
        return (IEstimator<ITransformer>)make.Invoke(null, [mlContext])!;
    }

    /// <summary>The numbers of the line of Python.</summary>
    public static (double[] Mean, double[] Std) Python(string output)
    {
        Match match = Normalize().Match(output);
        Assert.True(match.Success, output);
        return (Numbers(match.Groups["mean"].Value), Numbers(match.Groups["std"].Value));
    }

    private static double[] Numbers(string list) => [.. list.Split(", ").Select(number => double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"^  transforms\.Normalize\(mean=\[(?<mean>[-+.e\d, ]+)\], std=\[(?<std>[-+.e\d, ]+)\]\)$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Normalize();
}
