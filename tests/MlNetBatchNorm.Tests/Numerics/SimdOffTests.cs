namespace MlNetBatchNorm.Tests.Numerics;

/// <summary>Every kernel in a process of its own, with instruction sets switched off: the same bits.</summary>
public sealed class SimdOffTests
{
    /// <summary>With all instructions: a process takes as long as most other tests together, so there is one for all cases.</summary>
    private static readonly Lazy<string[]> All = new(() => Run(switchedOff: null));

    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic", "False False False")]
    [InlineData("DOTNET_EnableAVX2", "True False False")]
    [InlineData("DOTNET_EnableAVX512", "True True False")]
    public void Kernels_WithInstructionsOff_GiveTheSameBits(string switchedOff, string hardware)
    {
        string[] all = All.Value;
        string[] some = Run(switchedOff);

        // A machine without the instructions has nothing to switch off; what is left must be off.
        string[] expected = hardware.Split(' ');
        string[] machine = all[0].Split(' ');
        Assert.Equal(expected.Zip(machine, (on, has) => on == "True" && has == "True" ? "True" : "False"), some[0].Split(' '));
        Assert.Equal(64, all[1].Length);
        Assert.Equal(all[1], some[1]);
    }

    /// <summary>The other test would pass on kernels that read past their rows, if reading there went well.</summary>
    [Fact]
    public void Read_PastARow_EndsTheProcess()
    {
        if (OperatingSystem.IsLinux())
            Assert.NotEqual(0, ChildProcess.Run("KernelDigest.dll", ["overrun"]).ExitCode);
    }

    private static string[] Run(string? switchedOff)
    {
        ChildProcess run = ChildProcess.Run("KernelDigest.dll", [], switchedOff is null ? [] : [(switchedOff, "0")]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
