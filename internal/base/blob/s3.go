package blob

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// S3Options name a bucket of S3-compatible storage.
type S3Options struct {
	Endpoint  string // "https://host:port"; http only where the network is closed
	Bucket    string
	Prefix    string // what every object's name begins with, such as "hitomado/"
	Region    string // "" asks the server
	AccessKey string
	SecretKey string
	CA        string // file with the certificate authority of the endpoint; "" uses the system's
}

// S3 is the store in a bucket. An object that the server has acknowledged is
// durable, whatever Put was asked for: S3 has no weaker promise.
type S3 struct {
	client         *minio.Client
	bucket, prefix string
}

var _ Store = (*S3)(nil)

// s3Patience bounds one request. A counter waits for its scan: after this
// long the answer "try again" is better than more waiting.
const s3Patience = 20 * time.Second

// OpenS3 connects to the bucket, making it when the account may and it is
// absent. Errors: images_config (Invalid) for an address that is none,
// images_unavailable (Unavailable), images_refused (Internal) when the keys or
// the bucket are not accepted.
func OpenS3(ctx context.Context, o S3Options) (*S3, error) {
	s, err := connectS3(o)
	if err != nil {
		return nil, err
	}
	if err := s.there(ctx); kernel.CodeOf(err) != "bucket_missing" {
		return s, err
	}
	return s, s.make(ctx, o.Region)
}

// FindS3 connects to a bucket that must be there, and makes nothing. Errors:
// those of OpenS3, and bucket_missing (NotFound).
func FindS3(ctx context.Context, o S3Options) (*S3, error) {
	s, err := connectS3(o)
	if err != nil {
		return nil, err
	}
	return s, s.there(ctx)
}

func connectS3(o S3Options) (*S3, error) {
	u, err := url.Parse(o.Endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || o.Bucket == "" {
		return nil, kernel.E(kernel.Invalid, "images_config").Because(err)
	}
	transport, err := s3Transport(o.CA, u.Scheme == "https")
	if err != nil {
		return nil, kernel.E(kernel.Invalid, "images_config").Because(err)
	}
	client, err := minio.New(u.Host, &minio.Options{Creds: credentials.NewStaticV4(o.AccessKey, o.SecretKey, ""),
		Secure: u.Scheme == "https", Region: o.Region, Transport: transport, BucketLookup: minio.BucketLookupPath, MaxRetries: 3})
	if err != nil {
		return nil, kernel.E(kernel.Invalid, "images_config").Because(err)
	}
	return &S3{client: client, bucket: o.Bucket, prefix: o.Prefix}, nil
}

func s3Transport(ca string, secure bool) (*http.Transport, error) {
	t, err := minio.DefaultTransport(secure)
	if err != nil || ca == "" {
		return t, err
	}
	pem, err := os.ReadFile(ca)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, errors.New("no certificate in the file")
	}
	t.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	return t, nil
}

// there looks for the bucket.
func (s *S3) there(ctx context.Context) error {
	within, cancel := context.WithTimeout(ctx, s3Patience)
	defer cancel()
	there, err := s.client.BucketExists(within, s.bucket)
	if err == nil && !there {
		return kernel.E(kernel.NotFound, "bucket_missing")
	}
	return s3Error(ctx, err)
}

// make makes the bucket; two nodes may try at once.
func (s *S3) make(ctx context.Context, region string) error {
	within, cancel := context.WithTimeout(ctx, s3Patience)
	defer cancel()
	err := s.client.MakeBucket(within, s.bucket, minio.MakeBucketOptions{Region: region})
	if code := minio.ToErrorResponse(err).Code; code == minio.BucketAlreadyOwnedByYou || code == minio.BucketAlreadyExists {
		return nil
	}
	return s3Error(ctx, err)
}

// key spreads objects over 256 folders: servers that keep objects as files
// slow down over one folder of millions.
func (s *S3) key(ref string) string { return s.prefix + ref[:2] + "/" + ref }

// Put stores the object with its checksum, which the server verifies.
func (s *S3) Put(ctx context.Context, ref string, data []byte, _ bool) error {
	if err := begin(ctx, ref); err != nil {
		return err
	}
	within, cancel := context.WithTimeout(ctx, s3Patience)
	defer cancel()
	_, err := s.client.PutObject(within, s.bucket, s.key(ref), bytes.NewReader(data), int64(len(data)),
		minio.PutObjectOptions{ContentType: "application/octet-stream", SendContentMd5: true, DisableMultipart: true})
	return s3Error(ctx, err)
}

// Get reads the whole object.
func (s *S3) Get(ctx context.Context, ref string) ([]byte, error) {
	if err := begin(ctx, ref); err != nil {
		return nil, err
	}
	within, cancel := context.WithTimeout(ctx, s3Patience)
	defer cancel()
	object, err := s.client.GetObject(within, s.bucket, s.key(ref), minio.GetObjectOptions{})
	if err != nil {
		return nil, s3Error(ctx, err)
	}
	defer func() { _ = object.Close() }()
	info, err := object.Stat()
	if err != nil {
		return nil, s3Error(ctx, err)
	}
	data := make([]byte, info.Size)
	if _, err = io.ReadFull(object, data); err != nil {
		return nil, s3Error(ctx, err)
	}
	return data, nil
}

// Delete removes the object. In a bucket with versions the older ones stay
// until the bucket's own rule removes them: use a bucket without versions.
func (s *S3) Delete(ctx context.Context, ref string) error {
	if err := begin(ctx, ref); err != nil {
		return err
	}
	within, cancel := context.WithTimeout(ctx, s3Patience)
	defer cancel()
	err := s3Error(ctx, s.client.RemoveObject(within, s.bucket, s.key(ref), minio.RemoveObjectOptions{}))
	if kernel.CodeOf(err) == "blob_missing" {
		return nil
	}
	return err
}

// Has asks for the object's head.
func (s *S3) Has(ctx context.Context, ref string) (bool, error) {
	if err := begin(ctx, ref); err != nil {
		return false, err
	}
	within, cancel := context.WithTimeout(ctx, s3Patience)
	defer cancel()
	_, err := s.client.StatObject(within, s.bucket, s.key(ref), minio.StatObjectOptions{})
	if err = s3Error(ctx, err); kernel.CodeOf(err) == "blob_missing" {
		return false, nil
	}
	return err == nil, err
}

// Walk lists the bucket; other people's objects under the prefix are passed over.
func (s *S3) Walk(ctx context.Context, each func(Info) error) error {
	ctx, cancel := context.WithCancel(ctx) // ends the listing when each refuses
	defer cancel()
	for o := range s.client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: s.prefix, Recursive: true}) {
		if o.Err != nil {
			return s3Error(ctx, o.Err)
		}
		name := strings.TrimPrefix(o.Key, s.prefix)
		if len(name) != RefLen+3 || checkRef(name[3:]) != nil || name[:3] != name[3:5]+"/" {
			continue
		}
		if err := each(Info{Ref: name[3:], Size: o.Size, At: o.LastModified}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// s3Error gives a failure its stable code; nil stays nil. ctx is the caller's:
// that it has ended says nothing about the store.
func s3Error(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	switch r := minio.ToErrorResponse(err); {
	case r.Code == minio.NoSuchKey || r.StatusCode == http.StatusNotFound && r.Code != minio.NoSuchBucket:
		return kernel.E(kernel.NotFound, "blob_missing").Because(err)
	case r.StatusCode == http.StatusInsufficientStorage, r.Code == "XMinioStorageFull", r.Code == "QuotaExceeded":
		return kernel.E(kernel.Unavailable, "disk_full").Because(err)
	case r.StatusCode >= 400 && r.StatusCode < 500 && r.StatusCode != http.StatusTooManyRequests && r.StatusCode != http.StatusRequestTimeout:
		return kernel.E(kernel.Internal, "images_refused").Because(err)
	default:
		return kernel.E(kernel.Unavailable, "images_unavailable").Because(err)
	}
}
