using System.Collections.Immutable;

namespace MlNetBatchNorm.PyTorch;

/// <summary>The keys of a file under which BatchNorm modules may be.</summary>
internal static class ModuleKeys
{
    private const int MaxListedKeys = 1000;

    /// <summary>
    /// What precedes <c>running_mean</c> or <c>running_var</c> in the file's keys: "layer1.0.bn1.", or where dots were replaced, "layer1_0_bn1_".
    /// Each once, in the file's order; those that have only the variance come last.
    /// </summary>
    public static IEnumerable<string> Prefixes(ITensorFile file) =>
        file.KeysEndingWith(BatchNormModule.RunningMean).Select(key => key[..^BatchNormModule.RunningMean.Length])
            .Concat(file.KeysEndingWith(BatchNormModule.RunningVar).Select(key => key[..^BatchNormModule.RunningVar.Length])).Distinct();

    /// <summary>The layer's name in the model: a prefix without the dot, or the underscore in its place, at the end.</summary>
    public static string NameOf(string prefix) => prefix.EndsWith('_') ? prefix[..^1] : prefix.TrimEnd('.');

    /// <summary>For messages: the keys that end so.</summary>
    public static string Present(ITensorFile file, string ending)
    {
        ImmutableArray<string> keys = [.. file.KeysEndingWith(ending).Take(MaxListedKeys + 1)];
        if (keys.IsEmpty)
            return $"No key ends in '{ending}'.";
        string more = keys.Length > MaxListedKeys ? ", …" : "";
        return $"The keys that end in '{ending}' are: {string.Join(", ", keys.Take(MaxListedKeys))}{more}. Give what precedes it as the prefix.";
    }
}
