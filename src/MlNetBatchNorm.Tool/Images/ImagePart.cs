using System.Globalization;
using System.Text.RegularExpressions;

namespace MlNetBatchNorm.Tool.Images;

/// <summary>One of several parts of a list, of almost the same length.</summary>
/// <param name="Index">Which part, from 0.</param>
/// <param name="Count">How many parts there are.</param>
internal readonly partial record struct ImagePart(int Index, int Count)
{
    public const string Form = "INDEX/COUNT, with INDEX from 0 to COUNT - 1, such as 3/64 for the fourth of 64 parts";

    public static bool TryParse(string text, out ImagePart part)
    {
        Match match = Pattern().Match(text);
        part = match.Success ? new ImagePart(Number(match.Groups["index"]), Number(match.Groups["count"])) : default;
        return part.Index < part.Count;
    }

    /// <summary>The items of the part, which follow each other in the list; none where there are more parts than items.</summary>
    public IReadOnlyList<T> Of<T>(IReadOnlyList<T> list) => [.. list.Take(Start(Index, list.Count)..Start(Index + 1, list.Count))];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");

    private int Start(int index, int length) => (int)((long)length * index / Count);

    private static int Number(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?<index>[0-9]{1,9})/(?<count>[0-9]{1,9})$")]
    private static partial Regex Pattern();
}
