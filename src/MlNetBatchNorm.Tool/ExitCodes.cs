namespace MlNetBatchNorm.Tool;

/// <summary>How the tool's process ends.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>Nothing was written.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>The statistics were written, without the files that cannot be used.</summary>
    public const int FilesSkipped = 3;

    public const int Canceled = 130;

    /// <summary>For the description of the tool.</summary>
    public const string Help =
        "The exit code is 0 if all went well, 1 on a failure (nothing is written), 2 for a wrong command line, 3 if files were skipped (the rest is " +
        "written), 130 if it is canceled by Ctrl-C or a signal.";
}
