namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>Asserts the whole error for a file that cannot be read, and that next to nothing is allocated for it.</summary>
internal static class Refusal
{
    public const string SaveSafetensorsAgain = "Save it again with safetensors.torch.save_file, or fetch an undamaged copy.";
    public const string SaveStateDictAgain = "Save it again with torch.save(model.state_dict(), path), or fetch an undamaged copy.";

    // What is measured is at most 60 kB, or 280 kB where the zip library makes room for a directory that says it is large.
    public const int AllocationLimit = 1 << 19;

    public static void OfSafetensors(string fault, byte[] file, string remedy = SaveSafetensorsAgain) =>
        OfSafetensors(fault, new MemoryStream(file), remedy);

    public static void OfSafetensors(string fault, Stream file, string remedy = SaveSafetensorsAgain) =>
        Assert(() => BatchNormParameters.LoadSafetensors(file), $"The safetensors file cannot be read: {fault}. {remedy}", AllocationLimit);

    public static void OfStateDict(string fault, byte[] file, string remedy = SaveStateDictAgain, long allocationLimit = AllocationLimit) =>
        OfStateDict(fault, new MemoryStream(file), remedy, allocationLimit);

    public static void OfStateDict(string fault, Stream file, string remedy = SaveStateDictAgain, long allocationLimit = AllocationLimit) =>
        Assert(() => BatchNormParameters.LoadStateDict(file), $"The state dict cannot be read: {fault}. {remedy}", allocationLimit);

    /// <summary>What an error about a key lists instead of a remedy.</summary>
    public static string Keys(string ending, params string[] keys) =>
        $"The keys that end in '{ending}' are: {string.Join(", ", keys)}. Give what precedes it as the prefix.";

    private static void Assert(Action load, string expected, long allocationLimit)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        FormatException error = Xunit.Assert.Throws<FormatException>(load);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Xunit.Assert.Equal(expected, error.Message);
        Xunit.Assert.True(allocated <= allocationLimit, $"{allocated} bytes allocated for: {expected}");
    }
}
