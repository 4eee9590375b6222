using System.Globalization;

namespace MlNetBatchNorm.Cluster.Storage;

/// <summary>What is known of a job from its beginning, and whether it was canceled.</summary>
/// <param name="Pipeline">The name of the pipeline.</param>
/// <param name="Argument">What the pipeline is told; may be null.</param>
/// <param name="OnBadFile">What to do with a file that cannot be read.</param>
/// <param name="Shards">How many shards there are.</param>
/// <param name="IsCanceled">Whether it was canceled.</param>
internal sealed record JobRecord(string Pipeline, string? Argument, OnBadFile OnBadFile, int Shards, bool IsCanceled)
{
    /// <summary>As fields of a hash.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToFields()
    {
        yield return new(nameof(Pipeline), Pipeline);
        if (Argument is not null)
            yield return new(nameof(Argument), Argument);
        yield return new(nameof(OnBadFile), OnBadFile.ToString());
        yield return new(nameof(Shards), Shards.ToString(CultureInfo.InvariantCulture));
        if (IsCanceled)
            yield return CanceledField;
    }

    /// <summary>The field that marks a job as canceled.</summary>
    public static KeyValuePair<string, string> CanceledField => new(nameof(IsCanceled), bool.TrueString);

    public static JobRecord FromFields(Dictionary<string, string> fields) => new(
        fields[nameof(Pipeline)],
        fields.GetValueOrDefault(nameof(Argument)),
        Enum.Parse<OnBadFile>(fields[nameof(OnBadFile)]),
        int.Parse(fields[nameof(Shards)], CultureInfo.InvariantCulture),
        fields.ContainsKey(nameof(IsCanceled)));
}
