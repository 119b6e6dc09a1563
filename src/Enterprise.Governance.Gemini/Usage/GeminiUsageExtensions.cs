using System.Runtime.CompilerServices;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Gemini;

namespace Microsoft.Extensions.AI;

/// <summary>Usage for the cost meter, from responses and streams.</summary>
public static class GeminiUsageExtensions
{
    /// <summary>Returns the usage of a response; see <see cref="GeminiUsage.Of(ChatResponse, IEnumerable{ChatMessage}?)"/>.</summary>
    /// <param name="response">The response.</param>
    /// <param name="prompt">The messages that were sent, to estimate from if nothing was reported; optional.</param>
    /// <returns>The usage; <see langword="null"/> if none was reported and there is no text to estimate from.</returns>
    public static LlmUsage? GetLlmUsage(this ChatResponse response, IEnumerable<ChatMessage>? prompt = null) => GeminiUsage.Of(response, prompt);

    /// <summary>Passes a stream on unchanged and shows each update to <paramref name="usage"/> before the caller gets it.</summary>
    /// <param name="updates">The stream.</param>
    /// <param name="usage">What keeps count; ask it at any time, also after a cancellation or an exception.</param>
    /// <param name="cancellationToken">Cancels the stream.</param>
    /// <returns>The same updates.</returns>
    public static IAsyncEnumerable<ChatResponseUpdate> ObserveUsage(
        this IAsyncEnumerable<ChatResponseUpdate> updates, GeminiStreamUsage usage, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(updates);
        ArgumentNullException.ThrowIfNull(usage);
        return ObserveAsync(updates, usage, cancellationToken);
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> ObserveAsync(
        IAsyncEnumerable<ChatResponseUpdate> updates, GeminiStreamUsage usage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ChatResponseUpdate update in updates.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            usage.Observe(update);
            yield return update;
        }
    }
}
