using Microsoft.AspNetCore.Components;

namespace ReferenceServer.Dashboard.Elements;

/// <summary>A page that reads when it opens, goes on reading while it is open, says what keeps it from that, and recovers by itself.</summary>
public abstract class LivePage : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private Poll? _poll;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private Attention Attention { get; set; } = null!;

    /// <summary>Gets what went wrong the last time, in words for the operator.</summary>
    protected string? Failure { get; private set; }

    /// <summary>Gets what ends when the page is left.</summary>
    protected CancellationToken Closing => _closing.Token;

    /// <summary>Gets how long to wait until the page is read again; asked each time.</summary>
    protected virtual TimeSpan Interval => TimeSpan.FromSeconds(3);

    /// <summary>Gets whether the first rendering, which has no circuit, reads too. Such a page hands over what it has read; others show that they load.</summary>
    protected virtual bool IsPrerendered => false;

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task LoadAsync(CancellationToken cancellationToken);

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive || IsPrerendered)
            await TryLoadAsync(Closing);
        if (!RendererInfo.IsInteractive || Closing.IsCancellationRequested)
            return;
        _poll = new Poll(Clock, Attention, () => Interval, ReloadAsync);
        _poll.Start();
    }

    /// <summary>Reads again at once.</summary>
    protected void Refresh() => _poll?.Hurry();

    /// <summary>Carries out what the operator asked for.</summary>
    /// <returns>What kept it from being done, or nothing.</returns>
    protected Task<string?> TryAsync(Func<CancellationToken, Task> act) => Failures.TryAsync(act, Closing);

    /// <summary>Begins work that goes on beside the page. What is wrong in it is the page's failure, for the error boundary.</summary>
    protected async Task AsideAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception) when (Closing.IsCancellationRequested)
        {
            // The page is left.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    /// <returns>Whether all is well.</returns>
    private async Task<bool> ReloadAsync(CancellationToken cancellationToken)
    {
        bool isRead = false;
        await InvokeAsync(() => AsideAsync(async () =>
        {
            isRead = await TryLoadAsync(cancellationToken);
            StateHasChanged();
        }));
        return isRead;
    }

    private async Task<bool> TryLoadAsync(CancellationToken cancellationToken)
    {
        Failure = await TryAsync(_ => LoadAsync(cancellationToken));
        return Failure is null;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        if (_poll is not null)
            await _poll.DisposeAsync();
        await LeaveAsync();
        _closing.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the page holds besides.</summary>
    protected virtual ValueTask LeaveAsync() => ValueTask.CompletedTask;
}
