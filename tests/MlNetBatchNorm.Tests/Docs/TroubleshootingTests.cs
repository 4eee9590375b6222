using System.Text.RegularExpressions;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>
/// Every message of docs/troubleshooting.md is raised as it is written there. Whoever adds a row adds to <see cref="TroubleshootingMessages"/> how it
/// comes about.
/// </summary>
public sealed partial class TroubleshootingTests : IDisposable
{
    private readonly TroubleshootingMessages _messages = new();

    public static TheoryData<string> Rows() => [.. Messages()];

    public void Dispose() => _messages.Dispose();

    [Theory]
    [MemberData(nameof(Rows))]
    public void Message_IsRaised(string message)
    {
        Assert.True(_messages.All.TryGetValue(message, out Func<string>? raise), $"Nothing raises '{message}': add it to TroubleshootingMessages.");
        string pattern = string.Join(".*", message.Split('…').Select(part => Regex.Escape(part.Trim())));
        Assert.Matches(new Regex("^" + pattern, RegexOptions.Singleline | RegexOptions.Multiline), raise());
    }

    [Fact]
    public void Messages_AreThoseOfThePage() => Assert.Equal(Messages().Order(StringComparer.Ordinal), _messages.All.Keys.Order(StringComparer.Ordinal));

    private static IEnumerable<string> Messages() => Row()
        .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "troubleshooting.md")))
        .Select(row => row.Groups["message"].Value).Where(message => message != "Message" && !OfNuGet().IsMatch(message));

    /// <summary>Those come while packages are restored.</summary>
    [GeneratedRegex(@"^NU\d+: ")]
    private static partial Regex OfNuGet();

    [GeneratedRegex(@"^\| (?<message>[^|\n]*[^|\n-]) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
