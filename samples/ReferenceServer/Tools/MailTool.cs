using System.Globalization;
using System.Net.Mail;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ReferenceServer.Hosting;

namespace ReferenceServer.Tools;

/// <summary>Puts mail into a maildir, from where any mail program reads it. A message is named after its step, so that it is there once however often it is sent.</summary>
internal sealed class MailTool(IOptions<ServerOptions> options, TimeProvider clock) : ITool
{
    public string Name => "mail";

    public IReadOnlyList<string> Actions => ["send_email"];

    public string Arguments => """{"to":"one mail address","subject":"one line","body":"the text"}""";

    public bool IsIdempotent => true;

    public async Task<JsonElement> CallAsync(JsonElement args, ToolCall call)
    {
        string to = args.RequireLine("to", 320), subject = args.RequireLine("subject", 500), body = args.RequireText("body", 100_000);
        if (!MailAddress.TryCreate(to, out MailAddress? address) || address.Address != to)
            throw new ToolException("the argument `to` is no mail address; write it as `name@example.com`");
        string directory = options.Value.Maildir, name = $"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(call.Key)))[..32]}.governance";
        foreach (string part in (string[])["tmp", "new", "cur"])
            Directory.CreateDirectory(Path.Combine(directory, part));

        // A mail program has seen it: the first attempt had come that far.
        if (Directory.EnumerateFiles(Path.Combine(directory, "cur"), $"{name}*").Any())
            return JsonSerializer.SerializeToElement(new MailReceipt(name), ServerJson.Default.MailReceipt);

        // As maildir wants it: written aside, then moved in one step.
        string message = string.Create(CultureInfo.InvariantCulture, $"""
            Date: {clock.GetUtcNow():ddd, dd MMM yyyy HH:mm:ss} +0000
            From: {options.Value.MailFrom}
            To: {to}
            Subject: {Encode(subject)}
            Message-ID: <{name}@reference-server>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: base64

            {Convert.ToBase64String(Encoding.UTF8.GetBytes(body), Base64FormattingOptions.InsertLineBreaks)}
            """);
        string aside = Path.Combine(directory, "tmp", $"{name}.{Path.GetRandomFileName()}");
        await File.WriteAllTextAsync(aside, message, call.CancellationToken);
        File.Move(aside, Path.Combine(directory, "new", name), overwrite: true);
        return JsonSerializer.SerializeToElement(new MailReceipt(name), ServerJson.Default.MailReceipt);
    }

    /// <summary>RFC 2047: other than ASCII goes as an encoded word, 45 bytes each.</summary>
    private static string Encode(string text) => text.All(char.IsAscii) ? text
        : string.Join("\r\n ", text.EnumerateRunes().Chunk(10).Select(static runes => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Concat(runes)))}?="));
}

/// <summary>Where a message is.</summary>
/// <param name="MessageId">Its name in the maildir.</param>
internal sealed record MailReceipt(string MessageId);
