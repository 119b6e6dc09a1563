namespace ReferenceServer.Dashboard.Elements;

/// <summary>Waits until nothing more is typed.</summary>
internal sealed class Debounce(TimeProvider clock, TimeSpan pause) : IDisposable
{
    private CancellationTokenSource _typing = new();

    /// <summary>Waits for the pause.</summary>
    /// <returns>Whether it passed without another call, and without the end of it all.</returns>
    internal async Task<bool> PassesAsync()
    {
        await _typing.CancelAsync();
        _typing.Dispose();
        CancellationToken typing = (_typing = new CancellationTokenSource()).Token;
        await Task.Delay(pause, clock, typing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return !typing.IsCancellationRequested;
    }

    public void Dispose()
    {
        _typing.Cancel();
        _typing.Dispose();
    }
}
