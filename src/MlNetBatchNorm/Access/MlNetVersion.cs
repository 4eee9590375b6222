using System.Reflection;
using Microsoft.ML;

namespace MlNetBatchNorm.Access;

/// <summary>
/// The ML.NET that the access layer is made for. Another one may have other internals, and calling them would end in errors that nobody
/// understands: MissingMethodException, TypeLoadException. So every way in asks here first.
/// </summary>
internal static class MlNetVersion
{
    private static readonly Version First = new(5, 0, 1);
    private static readonly Version End = new(6, 0, 0);

    /// <exception cref="InvalidOperationException">The ML.NET in this process lies outside [5.0.1, 6.0.0).</exception>
    public static void Check() => Check(InformationalVersion(typeof(TransformsCatalog).Assembly));

    internal static void Check(string found)
    {
        // "6.0.0-preview.1+commit": a preview of the next major version counts as that version.
        string numbers = found.Split('-', '+')[0];
        if (!Version.TryParse(numbers, out Version? version) || version < First || version >= End)
            throw new InvalidOperationException(
                $"MlNetBatchNorm {WithoutCommit(InformationalVersion(typeof(MlNetVersion).Assembly))} works with Microsoft.ML from {First} up to, but not " +
                $"including, {End}; this process has loaded Microsoft.ML {WithoutCommit(found)}. Reference a version of Microsoft.ML in that range, or " +
                "another version of MlNetBatchNorm.");
    }

    private static string WithoutCommit(string version) => version.Split('+')[0];

    private static string InformationalVersion(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version!.ToString();
}
