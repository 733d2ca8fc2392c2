// Command baseline is what .ci/speed measures belvo-mock against: a bare gin
// server that writes the bytes of a file for GET, and for POST decodes the body
// and answers 202.
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"

	"github.com/gin-gonic/gin"
)

func main() {
	page, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.GET("/page", func(c *gin.Context) { c.Data(http.StatusOK, "application/json", page) })
	engine.POST("/ask", func(c *gin.Context) {
		var in struct {
			Link string `json:"link"`
			From string `json:"date_from"`
			To   string `json:"date_to"`
		}
		if err := c.ShouldBindJSON(&in); err != nil {
			c.Status(http.StatusBadRequest)
			return
		}
		c.JSON(http.StatusAccepted, gin.H{"request_id": "b5d0106ac9cc43d5b36199fe831f6bbe"})
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("http://%s\n", l.Addr())
	panic(http.Serve(l, engine))
}
