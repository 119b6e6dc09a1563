using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.Policies.Tests.Sources;

/// <summary>Keeps what is logged, and lets a test wait for an event.</summary>
internal sealed class RecordingLogger : ILogger<PolicyEngine>
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<int, SemaphoreSlim> _events = new();

    internal IReadOnlyList<string> Lines => [.. _lines];

    internal async Task WaitForAsync(int eventId) =>
        (await Of(eventId).WaitAsync(TimeSpan.FromMinutes(1))).Should().BeTrue("event {0} should be logged", eventId);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
        Of(eventId.Id).Release();
    }

    private SemaphoreSlim Of(int eventId) => _events.GetOrAdd(eventId, static _ => new SemaphoreSlim(0));
}
