using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ReferenceServer.Hosting;

namespace ReferenceServer.Tools;

/// <summary>Fetches a page from a host of the allow-list. Follows no redirect: the next host might not be on it.</summary>
internal sealed class HttpGetTool(HttpClient client, IOptions<ServerOptions> options) : ITool
{
    private const int MaxBytes = 64 * 1024;

    public string Name => "http";

    public IReadOnlyList<string> Actions => ["http:get"];

    public string Arguments => """{"url":"an absolute https address"}""";

    public bool IsIdempotent => true;

    internal static SocketsHttpHandler CreateHandler() => new() { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5), AutomaticDecompression = DecompressionMethods.All };

    public async Task<JsonElement> CallAsync(JsonElement args, ToolCall call)
    {
        string text = args.RequireLine("url", 2000);
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || !IsAllowed(url))
            throw new ToolException("the argument `url` is not at a host that `Server:HttpHosts` allows");
        using HttpResponseMessage response = await GetAsync(url, call.CancellationToken);
        byte[] bytes = new byte[MaxBytes];
        await using Stream stream = await response.Content.ReadAsStreamAsync(call.CancellationToken);
        int length = await stream.ReadAtLeastAsync(bytes, MaxBytes, throwOnEndOfStream: false, call.CancellationToken);
        return JsonSerializer.SerializeToElement(
            new PageReceipt((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(0, length))), Title(bytes.AsSpan(0, length))),
            ServerJson.Default.PageReceipt);
    }

    private async Task<HttpResponseMessage> GetAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new ToolException("the host of `url` cannot be reached", e);
        }
    }

    private bool IsAllowed(Uri url) => url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps ? options.Value.HttpHosts.Contains(url.Authority, StringComparer.OrdinalIgnoreCase)
            : url.Scheme == Uri.UriSchemeHttp && options.Value.HttpHosts.Contains(url.Authority, StringComparer.OrdinalIgnoreCase) && url.IsLoopback);

    private static string? Title(ReadOnlySpan<byte> page)
    {
        string text = Encoding.UTF8.GetString(page);
        int from = text.IndexOf("<title>", StringComparison.OrdinalIgnoreCase), to = from < 0 ? -1 : text.IndexOf("</title>", from, StringComparison.OrdinalIgnoreCase);
        return to < 0 ? null : WebUtility.HtmlDecode(text[(from + 7)..Math.Min(to, from + 207)]).Trim();
    }
}

/// <summary>What was fetched.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The media type.</param>
/// <param name="Bytes">How many bytes were read; at most 64 KiB.</param>
/// <param name="Sha256">Their SHA-256.</param>
/// <param name="Title">The page's title.</param>
internal sealed record PageReceipt(int Status, string? ContentType, int Bytes, string Sha256, string? Title);
