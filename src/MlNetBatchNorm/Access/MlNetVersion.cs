using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNetBatchNorm.Access;

/// <summary>
/// The ML.NET that the access layer is made for. Another one may have other internals, and calling them would end in errors that are hard to
/// understand: MissingMethodException, TypeLoadException. So every entry point checks the version first.
/// </summary>
internal static class MlNetVersion
{
    private static readonly Version First = new(5, 0, 1);
    private static readonly Version End = new(7, 0, 0);

    // Types that are public in every version, one of each assembly whose internals are used.
    private static readonly (string Package, Type Type)[] Assemblies =
        [("Microsoft.ML", typeof(TransformsCatalog)), ("Microsoft.ML.Core", typeof(IHostEnvironment)), ("Microsoft.ML.ImageAnalytics", typeof(MLImage))];

    /// <summary>The version of this library.</summary>
    public static string OfLibrary { get; } = WithoutCommit(InformationalVersion(typeof(MlNetVersion).Assembly));

    /// <summary>The major version of the ML.NET that makes images here, which may be another one than Microsoft.ML's.</summary>
    public static int MajorOfImages { get; } = Version.Parse(Numbers(InformationalVersion(typeof(MLImage).Assembly))).Major;

    /// <exception cref="InvalidOperationException">An ML.NET assembly in this process lies outside [5.0.1, 7.0.0).</exception>
    public static void Check()
    {
        foreach ((string package, Type type) in Assemblies)
            Check(type, package);
    }

    /// <summary>The same of the assembly of a type, which another package of this library uses.</summary>
    public static void Check(Type type, string package) => Check(InformationalVersion(type.Assembly), package);

    internal static void Check(string found, string package = "Microsoft.ML")
    {
        if (!Version.TryParse(Numbers(found), out Version? version) || version < First || version >= End)
            throw new InvalidOperationException(
                $"MlNetBatchNorm {OfLibrary} works with Microsoft.ML from {First} up to, but not including, {End}; this process has loaded {package} " +
                $"{WithoutCommit(found)}. Reference a version of Microsoft.ML in that range, or another version of MlNetBatchNorm.");
    }

    /// <summary>Of "7.0.0-preview.1+commit", 7.0.0: a preview of the next major version counts as that version.</summary>
    private static string Numbers(string version) => version.Split('-', '+')[0];

    private static string WithoutCommit(string version) => version.Split('+')[0];

    private static string InformationalVersion(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version!.ToString();
}
