using System.Globalization;
using System.Text.Json;
using MlNetBatchNorm.PyTorch.StateDict.Pickle;

namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>Values that Python pickled: see Reference/pickles.py.</summary>
public sealed class PickleMachineTests
{
    public static TheoryData<string, string> Cases(string kind) =>
        [.. ReferenceFile.Cases<Case>("pickles.json", kind).Select(pickled => (pickled.Pickle, pickled.Value.GetRawText()))];

    [Theory]
    [MemberData(nameof(Cases), "whole")]
    public void Run_OfWholeNumber_GivesPythonsValue(string pickle, string value) =>
        Assert.Equal(long.Parse(value, CultureInfo.InvariantCulture), Run(pickle));

    [Theory]
    [MemberData(nameof(Cases), "real")]
    public void Run_OfRealNumber_GivesPythonsBits(string pickle, string value)
    {
        double expected = double.Parse(Parse(value).GetString()!.Replace("inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(Assert.IsType<double>(Run(pickle))));
    }

    [Theory]
    [MemberData(nameof(Cases), "texts")]
    public void Run_OfText_GivesPythonsCharacters(string pickle, string value) => Assert.Equal(Parse(value).GetString(), Run(pickle));

    [Theory]
    [MemberData(nameof(Cases), "others")]
    public void Run_OfTuplesAndConstants_GivesPythonsValue(string pickle, string value) =>
        Assert.Equal(JsonSerializer.Serialize(Parse(value)), JsonSerializer.Serialize(Run(pickle)));

    private static object? Run(string pickle) => new PickleMachine(Convert.FromBase64String(pickle)).Run();

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    internal sealed record Case(string Pickle, JsonElement Value);
}
