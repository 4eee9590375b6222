using System.Collections;

namespace MlNetBatchNorm.Tests.Views;

/// <summary>A sequence that is made anew each time it is read.</summary>
internal sealed class Repeated<T>(Func<IEnumerable<T>> make) : IEnumerable<T>
{
    public IEnumerator<T> GetEnumerator() => make().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
