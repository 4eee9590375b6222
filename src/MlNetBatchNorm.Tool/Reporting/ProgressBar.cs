using Spectre.Console;

namespace MlNetBatchNorm.Tool.Reporting;

/// <summary>A bar on standard error while work is done; lines with percentages if that is not a terminal.</summary>
internal static class ProgressBar
{
    /// <param name="name">What is counted.</param>
    /// <param name="total">How many there are.</param>
    /// <param name="work">Is given what to tell how many are done.</param>
    public static Task<T> Run<T>(string name, int total, Func<Action<double>, Task<T>> work) => Terminal.Error.Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .StartAsync(context =>
        {
            ProgressTask task = context.AddTask(Markup.Escape(name), maxValue: Math.Max(total, 1));
            return work(done => task.Value = done);
        });
}
