using System.Diagnostics;
using Spectre.Console;

namespace Samples.Reporting;

/// <summary>A bar for each step while it works, and a line when it is done. Where the output is no terminal there are lines only.</summary>
internal sealed class StepBars
{
    private readonly IAnsiConsole _console;
    private readonly ProgressContext _context;

    private StepBars(IAnsiConsole console, ProgressContext context)
    {
        _console = console;
        _context = context;
    }

    /// <summary>Shows bars until the work is done.</summary>
    public static T Run<T>(IAnsiConsole console, Func<StepBars, T> work) => console.Progress()
        .AutoClear(true)
        .Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn(),
            new PercentageColumn(),
            new ElapsedTimeColumn())
        .Start(context => work(new StepBars(console, context)));

    /// <summary>A bar that whoever has it moves up to <paramref name="total"/>.</summary>
    public ProgressTask Add(string name, int total) => _context.AddTask(Markup.Escape(name), maxValue: total);

    /// <summary>A step that tells how far it has come.</summary>
    public T Step<T>(string name, int total, Func<ProgressTask, T> work) => Finish(name, Add(name, total), work);

    /// <summary>A step that doesn't: its bar shows only that it is at work. It has no line, which would say 0% until the end.</summary>
    public T Step<T>(string name, Func<T> work)
    {
        bool hasBar = _console.Profile.Capabilities is { Ansi: true, Interactive: true };
        ProgressTask task = _context.AddTask(Markup.Escape(name), autoStart: hasBar);
        task.IsIndeterminate = true;
        return Finish(name, task, _ => work());
    }

    private T Finish<T>(string name, ProgressTask task, Func<ProgressTask, T> work)
    {
        long started = Stopwatch.GetTimestamp();
        T result = work(task);
        task.IsIndeterminate = false;
        task.Value = task.MaxValue;
        task.StopTask();
        _console.WriteLine($"{name}: done in {Stopwatch.GetElapsedTime(started).TotalSeconds:f1} s");
        return result;
    }
}
