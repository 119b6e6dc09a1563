using System.Net.Http.Headers;
using System.Text;

namespace Enterprise.Governance.Anchoring;

/// <summary>Sends every checkpoint to an address: <c>POST</c> of the note as <c>text/plain</c>. Any status of success will do.</summary>
/// <param name="client">The client; it stays the caller's, with its timeouts and handlers.</param>
/// <param name="address">Where to send to.</param>
/// <param name="token">Gives the bearer token of a request; none is sent if absent.</param>
public sealed class HttpCheckpointSink(HttpClient client, Uri address, Func<CancellationToken, ValueTask<string>>? token = null) : ICheckpointSink
{
    private readonly HttpClient _client = client ?? throw new ArgumentNullException(nameof(client));
    private readonly Uri _address = address ?? throw new ArgumentNullException(nameof(address));

    /// <inheritdoc/>
    public string Name => "http";

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<NoteSignature>> PublishAsync(SignedNote note, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        using HttpRequestMessage request = new(HttpMethod.Post, _address) { Content = new StringContent(note.ToString(), Encoding.UTF8, "text/plain") };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token(cancellationToken).ConfigureAwait(false));
        using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        return [];
    }
}
