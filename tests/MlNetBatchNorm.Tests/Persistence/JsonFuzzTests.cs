using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>JSON objects whose properties are changed or left out at random: refused with the one documented error, or parameters like any.</summary>
public sealed class JsonFuzzTests
{
    private static readonly string[] Values =
    [
        "null", "true", "0", "1", "2", "-1", "1.5", "1e39", "1e400", "2147483647", "2147483648", "9223372036854775807", "\"\"", "\"x\"", "\"NaN\"",
        "\"Infinity\"", "\"ChannelsLast\"", "{}", "[]", "[1]", "[1,2]", "[1,2,3]", "[-1,2]", "[null]", "[[1]]", "[\"NaN\"]", "[1e400]",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void FromJson_OfChangedProperties_RefusesOrGivesParameters(int seed)
    {
        const int changes = 5000;
        var random = new Random(seed);
        string[] whole = [new BatchNormParameters([1, 2], [3, 4], [5, 6], [7, 8]).ToJson(), new BatchNormParameters([1], [2], momentum: null).ToJson()];
        int valid = 0;
        for (int i = 0; i < changes; i++)
        {
            string json = Change(whole[random.Next(whole.Length)], random);
            if (ReadOrRefuse(json) is { } parameters)
            {
                valid++;
                AssertSound(parameters);
            }
        }

        Assert.InRange(valid, 1, changes - 1);
    }

    private static string Change(string json, Random random)
    {
        JsonObject changed = JsonNode.Parse(json)!.AsObject();
        for (int count = random.Next(1, 4); count > 0; count--)
        {
            string name = changed.ElementAt(random.Next(changed.Count)).Key;
            if (random.Next(8) == 0)
                changed.Remove(name);
            else
                changed[name] = JsonNode.Parse(Values[random.Next(Values.Length)]);
        }

        return changed.ToJsonString();
    }

    private static BatchNormParameters? ReadOrRefuse(string json)
    {
        try
        {
            return BatchNormParameters.FromJson(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void AssertSound(BatchNormParameters parameters)
    {
        Assert.True(parameters.NumFeatures >= 1);
        Assert.Equal(parameters.RunningMean.Length, parameters.RunningVariance.Length);
        Assert.Equal(parameters.RunningMean.Length, parameters.Scale.Length);
        Assert.Equal(parameters.RunningMean.Length, parameters.Offset.Length);
        Assert.NotEmpty(parameters.ToString());
        Assert.Equal(parameters, BatchNormParameters.FromJson(parameters.ToJson()));
    }
}
