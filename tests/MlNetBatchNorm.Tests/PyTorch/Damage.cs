namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>Files changed anywhere, and what may come of them: one of the two errors that are promised, or sound parameters.</summary>
internal static class Damage
{
    /// <summary>A copy with a few bytes changed, left out or put in twice.</summary>
    public static byte[] Mutate(byte[] whole, Random random)
    {
        List<byte> bytes = [.. whole];
        for (int edits = random.Next(1, 6); edits > 0; edits--)
        {
            int at = random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, 9), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, length); break;
                case 2: bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length), length)); break;
                case 3: bytes[at] = 0; break;
                default: bytes[at] = (byte)(bytes[at] + random.Next(-2, 3)); break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Any error but the two that are promised fails the test, and so do values that are not finite and memory without need.</summary>
    /// <returns>What was read; null where the file was refused.</returns>
    public static BatchNormParameters? AssertRefusedOrSound(string file, string prefix, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        BatchNormParameters? parameters = LoadOrRefuse(file, prefix, stream);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= Refusal.AllocationLimit, $"{allocated} bytes allocated for a file of {bytes.Length}");
        if (parameters is null)
            return null;
        Assert.All(parameters.RunningMean, value => Assert.True(float.IsFinite(value)));
        Assert.All(parameters.RunningVariance, value => Assert.True(float.IsFinite(value) && value >= 0));
        Assert.All(parameters.Weight ?? [], value => Assert.True(float.IsFinite(value)));
        Assert.All(parameters.Bias ?? [], value => Assert.True(float.IsFinite(value)));
        return parameters;
    }

    private static BatchNormParameters? LoadOrRefuse(string file, string prefix, Stream stream)
    {
        try
        {
            return TorchFiles.Load(file, prefix, stream);
        }
        catch (FormatException)
        {
            return null;
        }
        catch (ArgumentOutOfRangeException missing) when (missing.ParamName == "prefix")
        {
            return null;
        }
    }
}
