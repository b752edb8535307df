using System.Globalization;
using Microsoft.AspNetCore.Http;
using Spico.Protocol.V1;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Protocols.Files;

/// <summary>Refusals as HTTP says them: a status, and a JSON object with a stable code.</summary>
internal static class FileRefusals
{
    /// <summary>The status tus has for bytes whose checksum does not match.</summary>
    public const int ChecksumMismatch = 460;

    /// <summary>Writes a refusal.</summary>
    public static Task RefuseAsync(this HttpResponse response, int status, string code, string message)
    {
        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        response.ContentType = "application/json";
        return response.WriteAsync($$"""{"code":"{{code}}","message":"{{message}}"}""");
    }

    /// <summary>Writes the refusal of a silo.</summary>
    public static Task RefuseAsync(this HttpResponse response, Error error)
    {
        if (error.Retryable)
        {
            uint seconds = Math.Max(1, error.RetryAfterMs / 1000);
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return response.RefuseAsync(StatusOf(error.Code), NameOf(error.Code), error.Message);
    }

    /// <summary>Says why a file was refused once all its bytes were there.</summary>
    public static Task RefuseAsync(this HttpResponse response, FileRefusal refusal) => refusal switch
    {
        FileRefusal.HashMismatch => response.RefuseAsync(
            StatusCodes.Status409Conflict, "hash_mismatch", "The bytes have another SHA-256 than announced."),
        FileRefusal.TypeMismatch => Unprocessable(
            response, "type_mismatch", "The bytes are not what the name or media type says."),
        FileRefusal.Heic => Unprocessable(
            response, "heic", "HEIC photos cannot be shared: send JPEG (on an iPhone: Most Compatible)."),
        FileRefusal.Malware => Unprocessable(response, "malware", "The scanner found malware."),
        FileRefusal.ImageTooLarge => Unprocessable(response, "image_too_large", "The image has too many pixels."),
        FileRefusal.ImageBroken => Unprocessable(response, "image_broken", "The image cannot be read."),
        FileRefusal.ArchiveUnsafe => Unprocessable(
            response,
            "archive_unsafe",
            "The archive is encrypted, holds another, leaves its folder, or unpacks to too much."),
        FileRefusal.Location => Unprocessable(
            response, "location", "The film tells where it was made: record without location, or send an excerpt."),
        _ => Unprocessable(response, "type_unsupported", "The bytes are of no kind that can be shared."),
    };

    private static Task Unprocessable(HttpResponse response, string code, string message) =>
        response.RefuseAsync(StatusCodes.Status422UnprocessableEntity, code, message);

    private static int StatusOf(ErrorCode code) => code switch
    {
        ErrorCode.NotAccessible => StatusCodes.Status404NotFound,
        ErrorCode.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorCode.InvalidArgument or ErrorCode.Malformed => StatusCodes.Status400BadRequest,
        ErrorCode.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorCode.WrongState or ErrorCode.IdReused => StatusCodes.Status409Conflict,
        ErrorCode.LimitReached or ErrorCode.RateLimited => StatusCodes.Status429TooManyRequests,
        ErrorCode.StorageFull => StatusCodes.Status507InsufficientStorage,
        ErrorCode.Unavailable or ErrorCode.Overloaded or ErrorCode.Deadline =>
            StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    // NOT_ACCESSIBLE is not_accessible here, as the codes of the WebSocket handshake are.
    private static string NameOf(ErrorCode code) => string.Concat(code.ToString().Select((letter, index) =>
        char.IsUpper(letter) ? $"{(index > 0 ? "_" : "")}{char.ToLowerInvariant(letter)}" : $"{letter}"));
}
