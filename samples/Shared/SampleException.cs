namespace Samples;

/// <summary>The run can't go on, for a reason that its user can mend; the message says what is wrong and what to do.</summary>
internal sealed class SampleException(string message) : Exception(message);
