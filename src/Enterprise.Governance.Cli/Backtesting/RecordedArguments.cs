using System.Text.Json;

namespace Enterprise.Governance.Cli.Backtesting;

/// <summary>The arguments that an event has: the object, or why it is not there.</summary>
/// <param name="Json">Canonical JSON; empty if <paramref name="Missing"/> says why.</param>
/// <param name="Missing">See <see cref="RecordedDecision"/>.</param>
internal readonly record struct RecordedArguments(byte[] Json, string? Missing)
{
    private const string Commitment = "$commit";

    internal static RecordedArguments None { get; } = new([], "args_not_recorded");

    /// <returns><see langword="false"/> if the event says nothing about arguments.</returns>
    internal static bool TryRead(JsonElement data, out RecordedArguments arguments)
    {
        arguments = None;
        if (data.TryGetProperty("args_digest", out _))
        {
            arguments = new([], "args_digest");
            return true;
        }

        if (!data.TryGetProperty("args", out JsonElement args) || args.ValueKind != JsonValueKind.Object)
            return false;
        bool isErased = args.GetPropertyCount() == 1 && args.TryGetProperty(Commitment, out _);
        arguments = isErased ? new([], "args_erased") : new(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(args).ToArray(), null);
        return true;
    }
}
