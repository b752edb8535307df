using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using SkiaSharp;

namespace Spico.Silo.Tests.Files;

/// <summary>Files as people and their enemies have them.</summary>
internal static class SampleFiles
{
    /// <summary>What a camera wrote about the place, beside the pixels.</summary>
    public const string Place = "GPS 48.8566 2.3522";

    public static byte[] Pdf(int length = 1_000, string text = "")
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(length);
        Encoding.ASCII.GetBytes("%PDF-1.7\n" + text).CopyTo(bytes, 0);
        return bytes;
    }

    /// <summary>An image, red to the left and blue to the right.</summary>
    public static byte[] Image(SKEncodedImageFormat format, int width = 64, int height = 32)
    {
        using var bitmap = new SKBitmap(width, height);
        using (var canvas = new SKCanvas(bitmap))
        using (var blue = new SKPaint { Color = SKColors.Blue })
        {
            canvas.Clear(SKColors.Red);
            canvas.DrawRect(width / 2, 0, width - (width / 2), height, blue);
        }

        using SKData data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>A photo as a camera held upright makes it: on its side, a note to turn it, and the place.</summary>
    public static byte[] Photo()
    {
        byte[] jpeg = Image(SKEncodedImageFormat.Jpeg);
        byte[] tiff = [.. "MM\0*\0\0\0\u0008\0\u0001"u8, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        byte[] exif = [.. "Exif\0\0"u8, .. tiff, .. Encoding.ASCII.GetBytes(Place)];
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(exif.Length + 2));
        return [.. jpeg[..2], 0xFF, 0xE1, .. length, .. exif, .. jpeg[2..]];
    }

    /// <summary>A PNG that says it is huge.</summary>
    public static byte[] HugeImage()
    {
        byte[] png = Image(SKEncodedImageFormat.Png);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 20_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 20_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc(png.AsSpan(12, 17)));
        return png;
    }

    public static byte[] Zip(params (string Name, byte[] Bytes)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }

    public static byte[] Word() => Zip(
        ("[Content_Types].xml", Encoding.UTF8.GetBytes(
            "<Types>application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml</Types>")),
        ("word/document.xml", "<w:document/>"u8.ToArray()));

    /// <summary>A film as telephones make it, which says where, and a track beside the picture.</summary>
    public static byte[] Movie(string brand, string trackOf = "mebx")
    {
        byte[] place = Encoding.ASCII.GetBytes("+48.8566+002.3522/ " + Place);
        byte[] picture = Box("trak", [.. Box("mdia", Handler("vide")), .. Box("udta", Box("name", place))]);
        byte[] samples = Box("minf", Box("stbl", Box("stsd", Encoding.ASCII.GetBytes(trackOf))));
        byte[] beside = Box("trak", Box("mdia", [.. Handler("meta"), .. samples]));
        byte[] movie = Box(
            "moov",
            [
                .. Box("mvhd", new byte[100]), .. picture, .. beside, .. Box("udta", Box("loci", place)),
                .. Box("meta", place),
            ]);
        return
        [
            .. Box("ftyp", [.. Encoding.ASCII.GetBytes(brand), 0, 0, 0, 0]), .. movie, .. Box("uuid", place),
            .. Wide("mdat", [.. "picture and sound"u8, .. new byte[70_000]]),
        ];
    }

    private static byte[] Handler(string of) => Box("hdlr", [.. new byte[8], .. Encoding.ASCII.GetBytes(of)]);

    private static byte[] Box(string type, byte[] content)
    {
        byte[] size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, content.Length + 8);
        return [.. size, .. Encoding.ASCII.GetBytes(type), .. content];
    }

    private static byte[] Wide(string type, byte[] content)
    {
        byte[] size = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(size, content.Length + 16);
        return [0, 0, 0, 1, .. Encoding.ASCII.GetBytes(type), .. size, .. content];
    }

    /// <summary>A photo as telephones make it by themselves: 16 pixels wide, red.</summary>
    public static byte[] HeicPhoto() => Convert.FromBase64String(
        "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAa1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA" +
        "AAAAAA5waXRtAAAAAAACAAAAEGlkYXQAAAAAABAAEAAAADhpbG9jAQAAAERAAAIAAQAAAAAAAAHRAAEAAAAAAAAAJwACAAEA" +
        "AAAAAAAAAQAAAAAAAAAIAAAAOGlpbmYAAAAAAAIAAAAVaW5mZQIAAAEAAQAAaHZjMQAAAAAVaW5mZQIAAAAAAgAAZ3JpZAAA" +
        "AADYaXBycAAAALZpcGNvAAAAdmh2Y0MBA3AAAAAAAAAAAAAe8AD8/fj4AAAPAyAAAQAYQAEMAf//A3AAAAMAkAAAAwAAAwAe" +
        "ugJAIQABACpCAQEDcAAAAwCQAAADAAADAB6gIIEFluqumubgQEDAgAAAAwCAAAADAIQiAAEABkQBwXPBiQAAABRpc3BlAAAA" +
        "AAAAAEAAAABAAAAAFGlzcGUAAAAAAAAAEAAAABAAAAAQcGl4aQAAAAADCAgIAAAAGmlwbWEAAAAAAAAAAgABAoECAAICA4QA" +
        "AAAaaXJlZgAAAAAAAAAOZGltZwACAAEAAQAAAC9tZGF0AAAAIygBrwQSE4zg+OnCaD/dUfxalbSe8n7QqyvjSZ93sRiSqf+g");

    public static byte[] Heic() => [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8, .. new byte[100]];

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = 0xFFFF_FFFF;
        foreach (byte each in bytes)
        {
            crc ^= each;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
