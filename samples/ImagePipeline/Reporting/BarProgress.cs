using Spectre.Console;

namespace ImagePipeline.Reporting;

/// <summary>Moves a bar on by one for each report. Unlike <see cref="Progress{T}"/>, it does so at once.</summary>
internal sealed class BarProgress(ProgressTask bar) : IProgress<string>
{
    public void Report(string value) => bar.Increment(1);
}
