using System.Runtime.ExceptionServices;

namespace MlNetBatchNorm.Reading;

/// <summary>Runs steps that must all run, such as disposing of several cursors, and keeps what the first of them threw that failed.</summary>
internal sealed class FirstFault
{
    private ExceptionDispatchInfo? _fault;

    /// <summary>Runs a step.</summary>
    public void Run(Action step)
    {
        try
        {
            step();
        }
#pragma warning disable CA1031 // Kept for Throw. Later faults are often consequences of the first, so they do not replace it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _fault ??= ExceptionDispatchInfo.Capture(fault);
        }
    }

    /// <summary>Throws the first fault; does nothing if there is none.</summary>
    public void Throw() => _fault?.Throw();
}
